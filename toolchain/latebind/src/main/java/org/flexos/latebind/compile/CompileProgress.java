package org.flexos.latebind.compile;

/** Told how far a compilation is; called from several threads. */
public interface CompileProgress {
  CompileProgress NONE =
      new CompileProgress() {
        @Override
        public void started(int units) {}

        @Override
        public void unitDone(String library, String unit) {}
      };

  /** @param units that are not in the cache as whole libraries; each is reported done once */
  void started(int units);

  void unitDone(String library, String unit);
}
