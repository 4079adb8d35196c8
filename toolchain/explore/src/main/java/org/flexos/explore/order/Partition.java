package org.flexos.explore.order;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A partition of numbered things into blocks, as a restricted-growth string: the thing at position
 * i is in block {@code rgs[i]}, and blocks are numbered in the order in which they first occur.
 *
 * <p>Order: finer is safer. What one block may do, two blocks that split it may do together.
 */
public final class Partition {
  private final byte[] rgs;
  private final int blocks;

  private Partition(byte[] rgs, int blocks) {
    this.rgs = rgs;
    this.blocks = blocks;
  }

  /**
   * @param labels equal labels share a block; any numbering
   */
  public static Partition of(int... labels) {
    var rgs = new byte[labels.length];
    var seen = new ArrayList<Integer>();
    for (int i = 0; i < labels.length; i++) {
      int block = seen.indexOf(labels[i]);
      if (block < 0) {
        block = seen.size();
        seen.add(labels[i]);
      }
      rgs[i] = (byte) block;
    }
    return new Partition(rgs, seen.size());
  }

  /** Everything in one block. */
  public static Partition coarsest(int size) {
    return of(new int[size]);
  }

  public int size() {
    return rgs.length;
  }

  public int blocks() {
    return blocks;
  }

  public int block(int thing) {
    return rgs[thing];
  }

  /** Each thing stands for a group: the partition of the groups' members. */
  public Partition expand(int[] groupOf) {
    return of(Arrays.stream(groupOf).map(g -> rgs[g]).toArray());
  }

  /** Whether every block of {@code finer} lies within a block of this. */
  public boolean leq(Partition finer) {
    var into = new byte[finer.blocks];
    Arrays.fill(into, (byte) -1);
    for (int i = 0; i < rgs.length; i++) {
      byte block = finer.rgs[i];
      if (into[block] < 0) {
        into[block] = rgs[i];
      } else if (into[block] != rgs[i]) {
        return false;
      }
    }
    return true;
  }

  /** Number of ways to split one block in two: the size of {@link #upperCovers}. */
  public long upperCoverCount() {
    long count = 0;
    for (int b = 0; b < blocks; b++) {
      count += (1L << (members(b).size() - 1)) - 1;
    }
    return count;
  }

  /** The next finer partitions: one block split in two, in every way. */
  public List<Partition> upperCovers() {
    var covers = new ArrayList<Partition>();
    for (int b = 0; b < blocks; b++) {
      List<Integer> members = members(b);
      for (long mask = 1; mask < 1L << (members.size() - 1); mask++) {
        covers.add(split(members, mask));
      }
    }
    return covers;
  }

  /**
   * One split of a block.
   *
   * @param mask bit k moves member k+1 out; the block's first member stays
   */
  public Partition split(List<Integer> members, long mask) {
    int[] labels = labels();
    for (int k = 1; k < members.size(); k++) {
      if ((mask >> (k - 1) & 1) == 1) {
        labels[members.get(k)] = blocks;
      }
    }
    return of(labels);
  }

  /** The next coarser partitions: two blocks merged, in every way. */
  public List<Partition> lowerCovers() {
    var covers = new ArrayList<Partition>();
    for (int a = 0; a < blocks; a++) {
      for (int b = a + 1; b < blocks; b++) {
        int[] labels = labels();
        for (int i = 0; i < labels.length; i++) {
          labels[i] = labels[i] == b ? a : labels[i];
        }
        covers.add(of(labels));
      }
    }
    return covers;
  }

  /** The things in a block, ascending. */
  public List<Integer> members(int block) {
    var members = new ArrayList<Integer>();
    for (int i = 0; i < rgs.length; i++) {
      if (rgs[i] == block) {
        members.add(i);
      }
    }
    return members;
  }

  private int[] labels() {
    var labels = new int[rgs.length];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = rgs[i];
    }
    return labels;
  }

  /**
   * How many partitions of {@code size} things have at most {@code blocks} blocks (Stirling sums).
   */
  public static BigInteger count(int size, int blocks) {
    var row = new BigInteger[size + 1];
    Arrays.fill(row, BigInteger.ZERO);
    row[0] = BigInteger.ONE;
    for (int n = 1; n <= size; n++) {
      for (int k = n; k >= 1; k--) {
        row[k] = row[k].multiply(BigInteger.valueOf(k)).add(row[k - 1]);
      }
      row[0] = BigInteger.ZERO;
    }
    return Arrays.stream(row, 0, Math.min(size, blocks) + 1)
        .reduce(BigInteger.ZERO, BigInteger::add);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Partition p && Arrays.equals(rgs, p.rgs);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(rgs);
  }

  /** One digit a thing, base 36. */
  @Override
  public String toString() {
    var text = new StringBuilder(rgs.length);
    for (byte b : rgs) {
      text.append(Character.forDigit(b, Character.MAX_RADIX));
    }
    return text.toString();
  }

  /** Reads what {@link #toString} writes; any labels do, equal ones share a block. */
  public static Partition parse(String digits) {
    return of(digits.chars().map(c -> Character.digit(c, Character.MAX_RADIX)).toArray());
  }
}
