using Headroom.Model.Evidence;
using Headroom.Model.Plans;
using Headroom.Model.Results;
using Headroom.Report.Artifacts;
using Headroom.Tests.Unit.Analyze;
using Headroom.Tests.Unit.Golden;
using Headroom.Tests.Unit.Report.Formats;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Report.Artifacts;

public sealed class AuditArtifactsTests
{
    private const string Query = "SELECT * FROM clips WHERE user_id = $1 AND name = 'hunter2'";

    private static readonly Plan s_plan = new() { Service = new ServicePlan { Name = "clipper", Url = new Uri("http://127.0.0.1:5080") }, Load = SampleRun.Plan };

    [Fact]
    public void A_full_audit_gives_every_file_that_people_look_for()
    {
        var names = Of(Everything(), SampleResult.Blocked).Select(artifact => artifact.Name).ToList();

        names.Where(name => !name.StartsWith("explain/", StringComparison.Ordinal)).ShouldBe(AuditArtifacts.Names, ignoreOrder: true);
        names.ShouldContain($"explain/{StatementText.IdOf(Query)}.json");
        names[^1].ShouldBe("INDEX.md");
    }

    [Fact]
    public void What_the_evidence_does_not_give_has_no_file()
    {
        var names = Of(Given.Set(), SampleResult.Empty).Select(artifact => artifact.Name);

        names.ShouldBe(["findings.csv", "findings.sarif", "junit.xml", "pull-request.md", "INDEX.md"]);
    }

    [Fact]
    public void A_run_without_a_planned_load_has_no_summary_of_k6() =>
        AuditArtifacts.Of(Everything(), s_plan with { Load = null }, SampleResult.Blocked).ShouldNotContain(artifact => artifact.Name == "k6-summary.json");

    [Fact]
    public void The_index_lists_every_other_file_with_what_it_is_made_of()
    {
        var artifacts = Of(Everything(), SampleResult.Blocked);

        var index = artifacts[^1].Text;

        foreach (var artifact in artifacts.SkipLast(1))
        {
            artifact.Sources.ShouldNotBeEmpty();
            index.ShouldContain($"| `{artifact.Name}` |");
            artifact.Sources.Where(source => !index.Contains($"`{source}`", StringComparison.Ordinal)).ShouldBeEmpty();
        }

        index.ShouldContain("headroom analyze RUN");
        index.ShouldContain("headroom audit -c headroom.yaml");
    }

    [Fact]
    public void The_index_tells_what_could_not_be_observed_and_why()
    {
        var set = Given.Without(Everything(), StatementPlans.Kind, "no permission on clips");

        Of(set, SampleResult.Blocked)[^1].Text.ShouldContain("| `evidence/plans.json` | – | – |  | no permission on clips |");
    }

    [Fact]
    public void The_index_of_a_database_by_itself_names_its_own_command() =>
        Of(Given.Set(), SampleDatabase.Audited)[^1].Text.ShouldContain("headroom db audit --postgres CONN");

    [Fact]
    public void Tables_have_a_cell_for_every_column_and_no_literal_of_a_statement()
    {
        foreach (var table in Of(Everything(), SampleResult.Blocked).Where(artifact => artifact.Name.EndsWith(".csv", StringComparison.Ordinal)))
        {
            var rows = CsvText.Rows(table.Text);
            rows.Count.ShouldBeGreaterThan(1, table.Name);
            rows.Where(row => row.Count != rows[0].Count).ShouldBeEmpty(table.Name);
            table.Text.ShouldNotContain("hunter2");
        }
    }

    [Fact]
    public void The_costliest_statements_as_text_hold_no_literal_either()
    {
        var text = Of(Everything(), SampleResult.Blocked).Single(artifact => artifact.Name == "pg_stat_top.sql.txt").Text;

        text.ShouldContain("SELECT * FROM clips WHERE user_id = $1 AND name = ?");
        text.ShouldNotContain("hunter2");
    }

    [Fact]
    public void An_endpoint_without_requests_has_empty_cells_and_no_zeros()
    {
        var rows = CsvText.Rows(Of(Given.Set(), SampleResult.Blocked).Single(artifact => artifact.Name == "endpoints.csv").Text);
        var row = rows.Single(cells => cells[0] == "POST /clips");

        string.Join(',', row).ShouldBe($"POST /clips,0,0{new string(',', rows[0].Count - 3)}");
    }

    [Fact]
    public void Statements_that_nobody_measured_have_no_numbers()
    {
        var statements = Given.Statements((Query, 900));
        var unknown = statements with { Statements = [statements.Statements[0] with { IsUnmeasured = true }] };

        var rows = CsvText.Rows(Of(Given.Set((StatementStatistics.Kind, unknown)), SampleResult.Blocked).Single(artifact => artifact.Name == "statements.csv").Text);

        string.Join('|', rows[1]).ShouldBe($"{StatementText.IdOf(Query)}||100|||no|||||app|SELECT * FROM clips WHERE user_id = $1 AND name = ?");
    }

    [Fact]
    public void Two_statements_of_one_name_have_two_files()
    {
        var plans = Given.Plans((Query, Given.Node("Result", 1)), ("SELECT 2", Given.Node("Result", 1)));
        var statements = Given.Statements((Query, 1), ("SELECT 2", 1));
        var named = statements with { Statements = [.. statements.Statements.Select(statement => statement with { Name = "../a b" })] };

        var names = Of(Given.Set((StatementPlans.Kind, plans), (StatementStatistics.Kind, named)), SampleResult.Empty)
            .Select(artifact => artifact.Name).Where(name => name.StartsWith("explain/", StringComparison.Ordinal));

        names.ShouldBe(["explain/_a_b.json", $"explain/_a_b-{StatementText.IdOf("SELECT 2")}.json"]);
    }

    private static IReadOnlyList<Artifact> Of(EvidenceSet evidence, AuditResult result) => AuditArtifacts.Of(evidence, s_plan, result);

    private static EvidenceSet Everything() => Given.Set(
        (RunMetrics.Kind, SampleRun.Full),
        (StatementStatistics.Kind, Given.Statements((Query, 900))),
        (StatementPlans.Kind, Given.Plans((Query, Given.Scan("clips", 3, 1_000, "(user_id = $1)")))));
}
