package org.flexos.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.Architectures;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;

/** The architecture as far as Maven's module graph does not enforce it. */
class LayeringTest {
  private static final JavaClasses ALL =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("org.flexos");

  @Test
  void modulesDependDownwardsOnly() {
    Architectures.layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .withOptionalLayers(true)
        .layer("cli")
        .definedBy("org.flexos.cli..")
        .layer("latebind")
        .definedBy("org.flexos.latebind..")
        .layer("catalog")
        .definedBy("org.flexos.catalog..")
        .layer("config")
        .definedBy("org.flexos.config..")
        .layer("plan")
        .definedBy("org.flexos.plan..")
        .layer("emit")
        .definedBy("org.flexos.emit..")
        .layer("verify")
        .definedBy("org.flexos.verify..")
        .layer("explore")
        .definedBy("org.flexos.explore..")
        .layer("exec")
        .definedBy("org.flexos.exec..")
        .layer("model")
        .definedBy("org.flexos.model..")
        .whereLayer("cli")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("latebind")
        .mayOnlyBeAccessedByLayers("cli")
        .whereLayer("catalog")
        .mayOnlyBeAccessedByLayers("cli")
        .whereLayer("config")
        .mayOnlyBeAccessedByLayers("cli", "catalog")
        .whereLayer("plan")
        .mayOnlyBeAccessedByLayers("cli")
        .whereLayer("emit")
        .mayOnlyBeAccessedByLayers("cli")
        .whereLayer("verify")
        .mayOnlyBeAccessedByLayers("cli")
        .whereLayer("explore")
        .mayOnlyBeAccessedByLayers("cli")
        // latebind runs clang and llvm-objcopy, catalog apt-get: both through exec's runner.
        .whereLayer("exec")
        .mayOnlyBeAccessedByLayers("cli", "latebind", "catalog")
        .check(ALL);
  }

  @Test
  void onlyLatebindSeesLlvm() {
    noClasses()
        .that()
        .resideOutsideOfPackage("org.flexos.latebind..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.bytedeco..")
        .check(ALL);
  }

  @Test
  void modelAndThePureModulesDoNoInputOrOutput() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "org.flexos.model..", "org.flexos.plan..", "org.flexos.emit..", "org.flexos.explore..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.nio.file..", "java.net..")
        .orShould()
        .dependOnClassesThat()
        .belongToAnyOf(java.io.File.class, PrintStream.class)
        .check(ALL);
  }

  @Test
  void modelNeedsNoLibraries() {
    classes()
        .that()
        .resideInAPackage("org.flexos.model..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("org.flexos.model..", "java..")
        .check(ALL);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("org.flexos.cli.(*)..").should().beFreeOfCycles().check(ALL);
  }

  @Test
  void onlyExecStartsProcesses() {
    noClasses()
        .that()
        .resideOutsideOfPackage("org.flexos.exec..")
        .should()
        .dependOnClassesThat()
        .belongToAnyOf(ProcessBuilder.class)
        .check(ALL);
  }
}
