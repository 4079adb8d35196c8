package org.flexos.model;

/** A place in a file. Lines and columns count from 1; 0 means unknown. */
public record SourceLocation(String file, int line, int column) {
  @Override
  public String toString() {
    return line == 0 ? file : column == 0 ? file + ":" + line : file + ":" + line + ":" + column;
  }
}
