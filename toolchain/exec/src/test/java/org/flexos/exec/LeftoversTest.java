package org.flexos.exec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.io.TempDir;

class LeftoversTest {
  private static final int FOLDERS = 100;

  @TempDir private Path folder;

  /** As the end of the process and an error of the work that is under way may do at once. */
  @RepeatedTest(20)
  void twoMayRemoveTheSameFolder() throws Exception {
    Path made = Leftovers.folder(folder, "made");
    for (int i = 0; i < FOLDERS; i++) {
      Files.createDirectories(made.resolve(i + "/below"));
    }
    CompletableFuture<Void> other = CompletableFuture.runAsync(() -> Leftovers.remove(made));
    Leftovers.remove(made);
    other.get();
    assertThat(made).doesNotExist();
  }
}
