package org.flexos.cli.current;

import java.util.List;

/**
 * What an image was made from, beside the image.
 *
 * @param order everything that decided about it and is not in a file
 * @param inputs each file that it may have been made from, with its content's hash
 * @param image what runs, with its content's hash
 * @param others files that came with it, without hashes: nobody runs them
 * @param objects folders of its libraries in the cache, with the facts
 */
record ImageRecord(
    String order,
    List<FileMark> inputs,
    FileMark image,
    List<FileMark> others,
    List<LibraryFolder> objects,
    ImageSheet sheet) {

  record LibraryFolder(String library, String folder) {}
}
