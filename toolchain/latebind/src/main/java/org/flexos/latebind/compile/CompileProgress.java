package org.flexos.latebind.compile;

/** Told how far a compilation is; called from several threads. */
public interface CompileProgress {
  CompileProgress NONE =
      new CompileProgress() {
        @Override
        public void started(int units) {}

        @Override
        public void unitTranslated(String library, String unit) {}

        @Override
        public void unitDone(String library, String unit) {}
      };

  /**
   * @param units that are not in the cache as whole libraries; each is reported translated and done
   *     once
   */
  void started(int units);

  /**
   * Halfway: the unit is bitcode. All units of all libraries come to this before the first is done.
   */
  void unitTranslated(String library, String unit);

  void unitDone(String library, String unit);
}
