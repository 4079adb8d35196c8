/* SPDX-License-Identifier: BSD-3-Clause */
/* The parser is in a compartment of its own: what it is fed may be hostile.
 * Documents are handles here; only the parser follows them. */
#include <cJSON.h>
#include <stdio.h>

static const char text[] = "{\"name\": \"flexos\", \"compartments\": 2}";

int main(void)
{
    cJSON *document = cJSON_Parse(text);

    if (!document) {
        puts("not JSON");
        return 1;
    }
    double n =
        cJSON_GetNumberValue(cJSON_GetObjectItem(document, "compartments"));
    printf("compartments: %d\n", (int)n);
    cJSON_Delete(document);
    return 0;
}
