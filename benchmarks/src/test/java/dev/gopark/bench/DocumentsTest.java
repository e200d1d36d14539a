package dev.gopark.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** No figure and no word is typed by hand: the documents are what the programs write. */
class DocumentsTest {
  private final Project project = Project.find();

  @Test
  void documents_areWhatTheCommittedResultsGenerate() throws IOException {
    Results results = Results.read(project.results(Report.DEFAULT));
    for (Map.Entry<Path, String> document : Report.documents(project, results).entrySet()) {
      assertThat(document.getKey())
          .as("run `benchmarks.jar report`")
          .hasContent(document.getValue());
    }
  }

  @Test
  void scenarioTable_isThatOfTheCode() throws IOException {
    Path readme = project.benchmarks().resolve("README.md");
    String text = Files.readString(readme);
    assertThat(text)
        .as("run `benchmarks.jar scenarios`")
        .isEqualTo(ScenarioTable.inserted(text, readme));
  }

  @Test
  void guard_rules_nameScenariosAndContendersThatExist() {
    assertThat(Guard.plan(Scenarios.discover()))
        .hasSize(2 * Guard.RULES.size() * Settings.GUARD.rounds());
  }
}
