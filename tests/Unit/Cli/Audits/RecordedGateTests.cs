using System.Text.Json;
using Headroom.Analyze;
using Headroom.Cli;
using Headroom.Cli.Audits;
using Headroom.Collect;
using Headroom.Model.Evidence;
using Headroom.Model.Json;
using Headroom.Model.Plans;
using Headroom.Model.Results;
using Headroom.Report.Documents;
using Headroom.Statistics;
using Headroom.Tests.Unit.Experiments.Journal;
using Headroom.Tests.Unit.Golden;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Cli.Audits;

/// <summary>The gate of a run that was recorded, from its folder alone.</summary>
public sealed class RecordedGateTests : IDisposable
{
    private static readonly DateOnly DayOfRun = new(2026, 11, 21);

    private static readonly DateOnly LastDay = new(2026, 11, 30);

    private readonly TemporaryFolder _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public void A_run_whose_generator_was_late_is_blocked_by_its_critical_finding_and_says_that_it_is_not_trusted()
    {
        var gate = Judge(Recorded).Gate;

        gate.Decision.Sentence.ShouldStartWith("Not ready: a critical finding stands");
        ExitCode.Of(gate.Decision.Verdict).ShouldBe(ExitCode.Blocked);
        gate.Decision.Assertions.Single(assertion => assertion.Name == "the run can be trusted").Passed.ShouldBeNull();
    }

    [Fact]
    public void A_trusted_run_with_a_critical_finding_is_blocked()
    {
        var recorded = Judge(Record("run").Path);

        ExitCode.Of(recorded.Gate.Decision.Verdict).ShouldBe(ExitCode.Blocked);
        recorded.Result.Decision.ShouldBeSameAs(recorded.Gate.Decision);
        recorded.Gate.Comparison.ShouldBeNull();
    }

    [Fact]
    public void A_run_whose_findings_are_accepted_passes_until_that_ends()
    {
        var run = Accepted("run");

        Judge(run.Path).Gate.Decision.Verdict.ShouldBe(Verdict.Ready);
        Judge(run.Path, today: LastDay).Gate.Decision.Verdict.ShouldBe(Verdict.Ready);
        Judge(run.Path, today: LastDay.AddDays(1)).Gate.Decision.Verdict.ShouldBe(Verdict.Blocked);
    }

    [Fact]
    public void A_finding_whose_waiver_has_ended_stands_again_in_every_format()
    {
        var run = Accepted("run");
        var formats = DocumentFormats.Of(ReportDocuments.Find("findings")!).Where(static format => format.Name is "sarif" or "junit" or "github" or "pr-comment").ToList();

        var waived = Judge(run.Path, today: LastDay).Result;
        var standing = Judge(run.Path, today: LastDay.AddDays(1)).Result;

        formats.Count.ShouldBe(4);
        formats.Where(static format => format.Name is "sarif" or "junit").ShouldAllBe(format => format.Render(waived).Contains("waived by feed team"));
        formats.ShouldAllBe(format => !format.Render(standing).Contains("waived by feed team"));
        standing.Decision.Assertions.ShouldAllBe(static assertion => !assertion.Name.EndsWith("(waived)"));
    }

    [Fact]
    public void What_the_plan_requires_and_did_not_run_is_no_pass()
    {
        var run = Accepted("run");
        Write(run, run.ReadPlan() with { Gate = new GatePlan { Require = ["cache-stampede"] } });

        var gate = Judge(run.Path).Gate;

        gate.Decision.Verdict.ShouldBe(Verdict.CannotTell);
        gate.Decision.Assertions.ShouldContain(assertion => assertion.Name == "cache-stampede ran" && assertion.Passed == null);
    }

    [Fact]
    public void A_run_that_was_interrupted_cannot_tell()
    {
        var run = Accepted("run");
        run.Write(run.ReadManifest() with { Interrupted = true });

        var gate = Judge(run.Path).Gate;

        ExitCode.Of(gate.Decision.Verdict).ShouldBe(ExitCode.CannotTell);
    }

    [Fact]
    public void A_run_is_no_worse_than_itself()
    {
        var run = Accepted("run");

        var gate = Judge(run.Path, run.Path).Gate;

        gate.Comparison.ShouldNotBeNull().Verdict.ShouldBe(DiffVerdict.NoRegression, string.Join("; ", gate.Comparison!.Reasons));
        gate.Decision.Verdict.ShouldBe(Verdict.Ready, gate.Decision.Sentence);
    }

    [Fact]
    public void A_run_that_fails_more_often_than_its_baseline_is_blocked()
    {
        var before = Record("before");
        var worse = Record("worse", static endpoint => endpoint with { Failed = endpoint.Requests });
        Accept(worse);

        var gate = Judge(worse.Path, before.Path).Gate;

        ExitCode.Of(gate.Decision.Verdict).ShouldBe(ExitCode.Blocked);
        gate.Comparison.ShouldNotBeNull().Verdict.ShouldBe(DiffVerdict.Regressed);
        gate.Decision.Assertions.ShouldContain(assertion => assertion.Operator == "no worse" && assertion.Passed == false);
    }

    [Fact]
    public void Without_a_baseline_what_the_audit_was_held_against_is_judged_again()
    {
        var run = Accepted("run");
        BaselineFolder.Keep(run.Path, BaselineSource.Find(Record("before").Path, CancellationToken.None));

        Judge(run.Path).Gate.Comparison.ShouldNotBeNull().Verdict.ShouldBe(DiffVerdict.NoRegression);
    }

    [Fact]
    public void The_folder_stays_as_it_is()
    {
        var run = Accepted("run");
        var before = Files(run.Path);

        Judge(run.Path, run.Path);

        Files(run.Path).ShouldBe(before);
    }

    [Fact]
    public void A_baseline_without_a_run_is_bad_input()
    {
        var claims = _place.Sub("ai-analysis.json");
        File.WriteAllText(claims, """{"findings": [{"title": "N+1 query in GET /clips/{id}"}]}""");

        Should.Throw<BadInputException>(() => Judge(Recorded, claims)).Message.ShouldBe($"--baseline {claims}: it holds no run; expected a recorded run");
    }

    [Theory]
    [InlineData("load.json")]
    [InlineData("comparison.json")]
    public void What_is_no_audit_is_refused_and_never_passes(string left)
    {
        var run = Accepted("run");
        File.WriteAllText(run.FileOf(left), "{}");

        Should.Throw<BadInputException>(() => Judge(run.Path)).Message.ShouldStartWith($"{run.Path}: no run of an audit; expected ");
    }

    [Fact]
    public void A_folder_that_is_no_run_is_bad_input() =>
        Should.Throw<BadInputException>(() => Judge(_place.Sub("nowhere"))).Message.ShouldContain("no recorded run");

    private static string Recorded => RunGoldenTests.FolderOf("clipper-all-defects");

    private static RecordedGate Judge(string path, string? baseline = null, DateOnly? today = null) =>
        RecordedGate.Read(path, baseline, today ?? DayOfRun, CancellationToken.None);

    // The recorded run with its generator on time, so that it is trusted.
    private RunFolder Record(string name, Func<EndpointMetrics, EndpointMetrics>? change = null)
    {
        foreach (var file in Directory.EnumerateFiles(Recorded, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(_place.Sub(name), Path.GetRelativePath(Recorded, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        var folder = RunFolder.Open(_place.Sub(name)).ShouldNotBeNull();
        var metrics = folder.ReadEvidence().Find<RunMetrics>().ShouldNotBeNull();
        folder.Write(RunMetrics.Kind, new Collected.Present(metrics with
        {
            Generator = metrics.Generator with { SendLag = new Histogram() },
            Endpoints = [.. metrics.Endpoints.Select(endpoint => change?.Invoke(endpoint) ?? endpoint)],
        }));
        return folder;
    }

    private RunFolder Accepted(string name)
    {
        var folder = Record(name);
        Accept(folder);
        return folder;
    }

    // No objectives, and a waiver for every finding.
    private static void Accept(RunFolder folder)
    {
        var findings = Auditor.Audit(folder.ReadEvidence(), folder.ReadPlan(), folder.ReadManifest()).Findings;
        Write(folder, folder.ReadPlan() with
        {
            Slo = new SloPlan(),
            Gate = new GatePlan(),
            Waivers =
            [
                .. findings.Select(static finding => new Waiver { Fingerprint = finding.Fingerprint, Owner = "feed team", Reason = "known", Until = LastDay }),
            ],
        });
    }

    // As it was recorded: its secrets are gone already.
    private static void Write(RunFolder folder, Plan plan) => folder.Write("plan.json", JsonSerializer.Serialize(plan, ModelJson.Plan));

    private static IReadOnlyList<(string Name, DateTime Written)> Files(string folder) =>
    [
        .. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(static file => (file, File.GetLastWriteTimeUtc(file))),
    ];
}
