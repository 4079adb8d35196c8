package org.flexos.verify;

/**
 * Something that is not as the plan says.
 *
 * @param address where in the image; -1 when it is no single place
 * @param place the same for people: library, function, offset, domain; empty without an address
 */
public record Finding(long address, String place, String message) {
  public String render() {
    return address < 0
        ? message
        : "0x" + Long.toHexString(address) + " (" + place + "): " + message;
  }
}
