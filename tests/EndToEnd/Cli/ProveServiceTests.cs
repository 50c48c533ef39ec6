using System.Runtime.CompilerServices;
using System.Runtime.Versioning;
using System.Text.Json;
using Headroom.Collect;
using Headroom.Collect.Postgres;
using Headroom.Experiments.Clusters;
using Headroom.Model.Evidence;
using Headroom.Tests.EndToEnd.Experiments.Probes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Shouldly;
using Xunit;

namespace Headroom.Tests.EndToEnd.Cli;

/// <summary><c>headroom prove</c> on audits of services: a probe, a cache, a remedy of environment, an index beside a broken plan.</summary>
[SupportedOSPlatform("linux")]
public sealed class ProveServiceTests : IDisposable
{
    private const string Repeated = "repeated-read:GET /items";

    private readonly Tool _tool = new();

    private string Run => Path.Combine(_tool.Folder, "run");

    public void Dispose() => _tool.Dispose();

    [Fact]
    public async Task A_probe_runs_again_and_what_it_no_longer_shows_stays_in_the_run_and_says_so()
    {
        const int mostAccepted = 30;
        var (isLimited, accepted) = (false, 0);
        await using var service = await ProbedService.StartAsync(app =>
        {
            app.MapGet("/health", () => Results.Ok());
            app.MapPost("/orders", () => Results.StatusCode(IsRefused() ? 429 : 200));
        });
        await AuditAsync("missing-rate-limit:writes", $$"""
            services: { shop: { url: "{{service.Url}}" } }
            probes: { limit: true }
            load:
              name: short
              executor: constant-arrival-rate
              rate: 20/s
              duration: 7s
              warm_up: 1s
              requests: [{ post: /orders }]

            """);

        var again = await _tool.RunAsync("prove", "missing-rate-limit", "--run", "run", "--json");
        FindingOf("missing-rate-limit:writes").GetProperty("repeat").GetProperty("is_shown").GetBoolean().ShouldBeTrue();
        var recorded = await File.ReadAllTextAsync(EvidenceOf("limit-probe").ShouldHaveSingleItem(), TestContext.Current.CancellationToken);
        Volatile.Write(ref isLimited, true);
        var limited = await _tool.RunAsync("prove", "missing-rate-limit", "--run", "run");

        again.Code.ShouldBe(0, again.All);
        var trial = JsonDocument.Parse(again.Output).RootElement;
        (trial.GetProperty("verdict").GetString(), trial.GetProperty("is_kept").GetBoolean()).ShouldBe(("confirmed", true));
        limited.Code.ShouldBe(1, limited.All);
        limited.Output.ShouldContain("REFUTED: ");
        FindingOf("missing-rate-limit:writes").GetProperty("repeat").GetProperty("is_shown").GetBoolean().ShouldBeFalse();
        EvidenceOf("proof-").ShouldHaveSingleItem();
        (await File.ReadAllTextAsync(EvidenceOf("limit-probe").ShouldHaveSingleItem(), TestContext.Current.CancellationToken))
            .ShouldBe(recorded);

        bool IsRefused() => Volatile.Read(ref isLimited) && Interlocked.Increment(ref accepted) > mostAccepted;
    }

    [Fact]
    public async Task A_remedy_of_environment_is_held_against_the_service_as_it_is()
    {
        await AuditAsync(Repeated, Repeating());

        var answer = await _tool.RunAsync(
            "prove", "repeated-read", "--run", "run", "--remedy-env", "SPIN=100", "--budget", "150s", "--json");

        var trial = JsonDocument.Parse(answer.Output).RootElement;
        var verdict = trial.GetProperty("verdict").GetString();
        verdict.ShouldBeOneOf("confirmed", "cannot_tell");
        answer.Code.ShouldBe(verdict == "confirmed" ? 0 : 3, answer.All);
        trial.GetProperty("proof").GetProperty("arms")[1].GetString().ShouldBe("with environment SPIN");
        trial.GetProperty("comparison").GetProperty("guards")[0].GetProperty("passed").GetBoolean().ShouldBeTrue();
        var isKept = trial.GetProperty("is_kept").GetBoolean();
        EvidenceOf("remedy-").Count.ShouldBe(isKept ? 1 : 0);
        FindingOf(Repeated).GetProperty("effect").GetProperty("kind").GetString()
            .ShouldBe(verdict == "confirmed" ? "measured" : isKept ? "unknown" : "estimated");
        _tool.Processes().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_cache_proves_answers_that_repeat_beside_a_remedy_that_answers_otherwise()
    {
        await AuditAsync(Repeated, Repeating());

        var cached = await _tool.RunAsync("prove", "repeated-read", "--run", "run", "--json");
        var own = await _tool.RunAsync("prove", "repeated-read", "--run", "run", "--remedy-env", "DROP=1");

        // A machine that others disturb cannot tell the latency; the work that the cache saves is counted on any.
        var trial = JsonDocument.Parse(cached.Output).RootElement;
        var verdict = trial.GetProperty("verdict").GetString();
        verdict.ShouldBeOneOf("confirmed", "cannot_tell");
        cached.Code.ShouldBe(verdict == "confirmed" ? 0 : 3, cached.All);
        trial.GetProperty("fingerprint").GetString().ShouldBe(Repeated);
        var proof = trial.GetProperty("proof");
        string[] expected = verdict == "confirmed" ? ["improved"] : ["unfit", "inconclusive"];
        proof.GetProperty("verdict").GetString().ShouldBeOneOf(expected);
        proof.GetProperty("changes").EnumerateArray().Single(change => change.GetProperty("metric").GetString() == "cpu_ms_per_request")
            .GetProperty("change_ratio").GetDouble().ShouldBeLessThan(-0.9);
        own.Code.ShouldBe(1, own.All);
        own.Output.ShouldContain("REFUTED: B answers otherwise than A: GET /items");
        proof.GetProperty("arms")[1].GetString().ShouldBe("the service behind a proxy that keeps its answers");
        EvidenceOf("proof-").Count.ShouldBe(trial.GetProperty("is_kept").GetBoolean() ? 1 : 0);
        var remedy = await File.ReadAllTextAsync(EvidenceOf("remedy-").ShouldHaveSingleItem(), TestContext.Current.CancellationToken);
        remedy.ShouldContain("services.shop.start");
        remedy.ShouldNotContain("selftest-server");
        _tool.Processes().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_broken_plan_that_nobody_named_is_not_in_the_way_of_an_index()
    {
        const string index = "unindexed-filter:votes(user_id,clip_id)";
        CopyRecorded();
        _tool.Write("headroom.yaml", "services: { clipper: { url: nonsense } }\n");

        var recorded = await _tool.RunAsync("prove", index, "--run", "run");
        var named = await _tool.RunAsync("prove", index, "--run", "run", "-c", "headroom.yaml");

        recorded.Code.ShouldBe(3, recorded.All);
        recorded.Output.ShouldContain("CANNOT TELL: ", customMessage: "nobody listens where the recorded database was");
        recorded.Errors.ShouldContain("headroom.yaml is left out");
        named.Code.ShouldBe(2, named.All);
        named.Errors.ShouldContain("'nonsense'");
    }

    // Computes for each answer, which is always the same.
    private static string Repeating()
    {
        var port = FreePort.Next();
        return $$"""
            services:
              shop:
                url: "http://127.0.0.1:{{port}}"
                start: "exec '{{Tool.Executable()}}' selftest-server --arm $PORT:spin=$SPIN,drop=$DROP"
                environment: { PORT: "{{port}}", SPIN: "2000", DROP: "0" }
            probes: { repeated_reads: 10s }
            load:
              name: short
              executor: constant-arrival-rate
              rate: 200/s
              duration: 7s
              warm_up: 1s
              requests: [{ get: /items }]

            """;
    }

    private async Task AuditAsync(string fingerprint, string plan)
    {
        _tool.Write("headroom.yaml", plan);
        var audit = await _tool.RunAsync("audit", "--out", "run");
        Fingerprints().ShouldContain(fingerprint, audit.All);
    }

    // A recorded audit of a service, with values for its statements, whose database nobody serves any more.
    private void CopyRecorded([CallerFilePath] string here = "")
    {
        var source = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../Unit/Golden/runs/clipper-all-defects"));
        Directory.CreateDirectory(Path.Combine(Run, "evidence"));
        foreach (var file in Directory.EnumerateFiles(Path.Combine(source, "evidence")))
        {
            File.Copy(file, Path.Combine(Run, "evidence", Path.GetFileName(file)));
        }

        File.Copy(Path.Combine(source, "manifest.json"), Path.Combine(Run, "manifest.json"));
        var plan = File.ReadAllText(Path.Combine(source, "plan.json"));
        File.WriteAllText(Path.Combine(Run, "plan.json"), plan.Replace("Port=36485", $"Port={FreePort.Next()}", StringComparison.Ordinal));
        var folder = RunFolder.Open(Run)!;
        var plans = folder.ReadEvidence().Find<StatementPlans>()!;
        folder.Write(StatementParameters.Kind, new Collected.Present(new StatementParameters
        {
            Window = plans.Window,
            Provenance = "test",
            Statements =
            [
                .. plans.Statements.Select(one => new ParameterSets(
                    one.StatementId, one.Query, ParameterSource.Load, [[.. Enumerable.Repeat("1", SqlParameters.CountOf(one.Query))]])),
            ],
        }));
    }

    private IReadOnlyList<string> EvidenceOf(string beginning) => Directory.GetFiles(Path.Combine(Run, "evidence"), $"{beginning}*.json");

    private IReadOnlyList<string> Fingerprints() => [.. Findings().Select(finding => finding.GetProperty("fingerprint").GetString()!)];

    private JsonElement FindingOf(string fingerprint) =>
        Findings().Single(finding => finding.GetProperty("fingerprint").GetString() == fingerprint);

    private IReadOnlyList<JsonElement> Findings() =>
        [.. JsonDocument.Parse(File.ReadAllText(Path.Combine(Run, "result.json"))).RootElement.GetProperty("findings").EnumerateArray()];
}
