using Headroom.Cli.Audits;
using Headroom.Collect;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Headroom.Model.Plans;
using Headroom.Model.Results;
using Shouldly;
using Xunit;

namespace Headroom.Tests.EndToEnd.Demo;

/// <summary>The sample's defects against the whole audit: real service, real database, real clones.</summary>
public sealed class DemoTests(DemoFixture demo) : IClassFixture<DemoFixture>
{
    public static TheoryData<string> Defects => [.. DefectMatrix.Cases.Select(c => c.Defect)];

    [Fact]
    public async Task The_cured_build_has_no_finding_above_low()
    {
        var detectors = DefectMatrix.Cases.Select(c => c.Detector).Distinct().ToList();

        var (result, _) = await UntilToldAsync(() => demo.AuditAsync("none", endpoints: null), result => HasRun(result, detectors));

        result.Findings.Where(IsAboveLow).Select(f => f.Fingerprint).ShouldBeEmpty();
        HasRun(result, detectors).ShouldBeTrue("they ran; what they found is low");
        result.Outcomes.ShouldAllBe(outcome => outcome.Outcome != "crashed");
    }

    [Theory]
    [MemberData(nameof(Defects))]
    public async Task Each_defect_alone_is_found_alone(string defect)
    {
        var expected = DefectMatrix.Cases.Single(c => c.Defect == defect);

        var (result, _) = await UntilToldAsync(
            () => demo.AuditAsync(defect, expected.Endpoints), result => Tells(result, expected, expected.Proven));

        var finding = result.Findings.Where(IsAboveLow).ShouldHaveSingleItem();
        finding.Detector.ShouldBe(expected.Detector);
        expected.At(finding).ShouldBeTrue($"{finding.Fingerprint} at {finding.Subject}");
        ShouldBeProven(finding, expected.Proven);
    }

    [Fact]
    public async Task All_defects_together_are_each_found_at_their_place_and_the_indexes_are_proven()
    {
        var told = DefectMatrix.Cases.Where(c => !c.IsToldByAnother).ToList();

        var (result, folder) = await UntilToldAsync(
            () => demo.AuditAsync("all", endpoints: null), result => told.TrueForAll(expected => Tells(result, expected, expected.Proven)));

        foreach (var expected in told)
        {
            var finding = result.Findings.FirstOrDefault(f => f.Detector == expected.Detector && expected.At(f));
            finding.ShouldNotBeNull($"{expected.Defect} among {string.Join(", ", result.Findings.Select(f => f.Fingerprint))}; rejected: {string.Join(", ", result.Rejected.Select(f => f.Fingerprint))}");
            ShouldBeProven(finding, expected.Proven);
        }

        result.Findings.Where(f => f.Effect is Effect.Measured).Count().ShouldBe(3);
        var first = await File.ReadAllBytesAsync(Path.Combine(folder, "result.json"), TestContext.Current.CancellationToken);
        Analysis.Redo(RunFolder.Open(folder)!);
        (await File.ReadAllBytesAsync(Path.Combine(folder, "result.json"), TestContext.Current.CancellationToken)).ShouldBe(first);
    }

    [Theory]
    [InlineData("no-comments-by-clip-index")]
    [InlineData("no-clips-by-user-index")]
    public async Task On_a_server_that_is_not_ours_values_come_from_the_endpoints_feed_and_the_index_is_proven_on_a_copy(string defect)
    {
        var expected = DefectMatrix.Cases.Single(c => c.Defect == defect);

        var (result, folder) = await UntilToldAsync(
            () => demo.AuditAsync(defect, expected.Endpoints, isOurServer: false), result => Tells(result, expected, proven: true));

        var finding = result.Findings.Where(IsAboveLow).ShouldHaveSingleItem();
        expected.At(finding).ShouldBeTrue($"{finding.Fingerprint} at {finding.Subject}");
        ShouldBeProven(finding, proven: true);
        var plans = RunFolder.Open(folder)!.ReadEvidence().Find<StatementPlans>()!;
        plans.Statements.Single(plan => plan.StatementId == finding.Subject.StatementId).Source.ShouldBe(ParameterSource.Load);
    }

    [Theory]
    [InlineData("serial-partner-calls", 5)]
    [InlineData("none", 1)]
    public async Task Calls_of_another_service_are_told_apart_by_whether_they_wait_for_each_other(string defects, double series)
    {
        var (result, folder) = await UntilToldAsync(
            () => demo.AuditAsync(defects, ["GET /clips/{clip}/reach", "GET /clips/{clip}/comments"], isFull: true),
            result => HasRun(result, ["serial-round-trips"]) && (series <= 1 || result.Findings.Any(IsAboveLow)));

        string[] expected = series > 1 ? ["serial-round-trips:GET /clips/{clip}/reach:partners"] : [];
        result.Findings.Where(IsAboveLow).Select(f => f.Fingerprint).ShouldBe(expected);
        result.Outcomes.Single(o => o.Detector == "serial-round-trips").Outcome.ShouldBe(series > 1 ? "found" : "clean");
        var reach = result.Layers.Single(row => row.Endpoint == "GET /clips/{clip}/reach");
        var partners = reach.Layers.Single(layer => layer.Layer == "partners");
        partners.RoundTrips.ShouldBe(5);
        series.ShouldBeInRange(partners.SerialRoundTripsLow!.Value - (0.25 * series), partners.SerialRoundTripsHigh!.Value + (0.25 * series));
        partners.Share!.Value.Value.ShouldBeGreaterThan(0.5);
        result.Layers.ShouldContain(row => row.Endpoint == "GET /clips/{clip}/comments");
        result.Layers.ShouldAllBe(row => row.Remark != null || Math.Abs(row.Layers.Sum(layer => layer.Share!.Value.Value) - 1) < 0.01);

        var first = await File.ReadAllBytesAsync(Path.Combine(folder, "result.json"), TestContext.Current.CancellationToken);
        Analysis.Redo(RunFolder.Open(folder)!);
        (await File.ReadAllBytesAsync(Path.Combine(folder, "result.json"), TestContext.Current.CancellationToken)).ShouldBe(first);
    }

    [Theory]
    [InlineData("partner-without-timeout", "missing-client-timeout:partners")]
    [InlineData("retry-storm", "retry-amplification:partners")]
    [InlineData("none", null)]
    public async Task What_a_partner_that_hangs_or_is_gone_does_to_callers_is_found_alone(string defects, string? fingerprint)
    {
        var faults = new ProbePlan
        {
            Hang = defects == "retry-storm" ? null : new HangPlan { Patience = TimeSpan.FromSeconds(6), Dependencies = ["partners"] },
            Outage = defects == "partner-without-timeout" ? null : new OutagePlan { Duration = TimeSpan.FromSeconds(5), Dependencies = ["partners"] },
            Throttle = defects == "none" ? new ThrottlePlan { Duration = TimeSpan.FromSeconds(13), Dependencies = ["partners"] } : null,
            Kill = defects == "none",
        };

        string[] ofHang = ["missing-client-timeout", "missing-circuit-breaker"], ofOutage = ["retry-amplification", "slow-recovery"];
        List<string> judged = [.. faults.Hang is null ? [] : ofHang, .. faults.Outage is null ? [] : ofOutage, "unfriendly-errors"];
        string[] silent = defects == "partner-without-timeout" ? ["missing-circuit-breaker"] : [];

        var (result, _) = await UntilToldAsync(
            () => demo.AuditAsync(defects, ["GET /clips/{clip}/reach", "GET /clips/{clip}/comments"], isFull: true, faults: faults),
            result => HasRun(result, judged.Except(silent))
                && (fingerprint is null || result.Findings.Any(f => f.Fingerprint == fingerprint)));

        result.Findings.Where(IsAboveLow).Select(f => f.Fingerprint).ShouldBe(fingerprint is null ? [] : [fingerprint]);
        result.Outages.Select(outage => (outage.Subject, outage.Fault)).ShouldBe(
            defects switch
            {
                "none" => [("partners", "gone"), ("partners", "throttled"), ("clipper", "killed")],
                "retry-storm" => [("partners", "gone")],
                _ => Array.Empty<(string, string)>(),
            });
        var notRun = result.Outcomes.IntersectBy(judged, o => o.Detector).Where(o => o.Outcome != "clean" && o.Outcome != "found").Select(o => o.Detector);
        notRun.ShouldBe(silent, "a breaker has nothing to count without a time limit");
    }

    [Theory]
    [InlineData("jitterless-tag-ttl", true)]
    [InlineData("none", false)]
    public async Task Entries_that_expire_together_are_told_from_those_with_jitter(string defects, bool together)
    {
        var plan = new ProbePlan { Expiry = [new ExpiryPlan { Endpoint = "GET /tags/{tag}", Ttl = TimeSpan.FromSeconds(4) }] };
        var (result, _) = await UntilToldAsync(
            () => demo.AuditAsync(defects, ["GET /tags/{tag}"], isFull: true, faults: plan),
            result => HasRun(result, ["synchronised-expiry"]));

        result.Outcomes.Single(o => o.Detector == "synchronised-expiry").Outcome.ShouldBe(together ? "found" : "clean");
        result.Findings.Where(IsAboveLow).Select(f => f.Fingerprint).ShouldBe(together ? ["synchronised-expiry:GET /tags/{tag}"] : []);
    }

    [Theory]
    [InlineData("pool-of-5,pool-of-200", "oversubscribed-pool:clipper/clipper", "undersized-pool:clipper/clipper-reach")]
    [InlineData("none")]
    public async Task Pools_that_do_not_fit_their_load_are_found_and_nothing_else(string defects, params string[] fingerprints)
    {
        var probes = new ProbePlan { Load = new RungPlan() };
        string[] ofPools = ["undersized-pool", "oversubscribed-pool"];

        var (result, folder) = await UntilToldAsync(
            () => demo.AuditAsync(defects, ["GET /clips/{clip}/reach", "GET /clips/{clip}/comments"], isFull: true, faults: probes),
            result => HasRun(result, ofPools) && fingerprints.All(one => result.Findings.Any(f => f.Fingerprint == one)));

        result.Findings.Where(IsAboveLow).Select(f => f.Fingerprint).ShouldBe(fingerprints, ignoreOrder: true);
        HasRun(result, ofPools).ShouldBeTrue("both ran");
        var rungs = RunFolder.Open(folder)!.ReadEvidence().Find<LoadProbe>()!.Rungs;
        rungs.Select(rung => rung.Factor).ShouldBe(new RungPlan().Factors.Take(rungs.Count));
        rungs.Count.ShouldBeGreaterThan(1);
        rungs.ShouldAllBe(rung => rung.Looks > 0 && rung.Pools.Any(pool => pool.Role == "clipper" && pool.Application == "clipper"));
    }

    // Beside others' work a measurement may say nothing, or too little: then it is made again, twice at most.
    private static async Task<(AuditResult Result, string Folder)> UntilToldAsync(
        Func<Task<(AuditResult Result, string Folder)>> audit, Func<AuditResult, bool> isTold)
    {
        var (result, folder) = await audit();
        for (var again = 0; again < 2 && !isTold(result); again++)
        {
            (result, folder) = await audit();
        }

        return (result, folder);
    }

    private static bool HasRun(AuditResult result, IEnumerable<string> detectors) =>
        detectors.All(detector => result.Outcomes.Single(o => o.Detector == detector).Outcome is "clean" or "found");

    private static bool Tells(AuditResult result, DefectCase expected, bool proven) =>
        result.Findings.Any(f => f.Detector == expected.Detector && expected.At(f) && (!proven || f.Effect is Effect.Measured));

    private static bool IsAboveLow(Finding finding) => finding.Severity > Severity.Low;

    private static void ShouldBeProven(Finding finding, bool proven)
    {
        if (!proven)
        {
            return;
        }

        var effect = finding.Effect.ShouldBeOfType<Effect.Measured>(finding.Effect.ToString());
        effect.Changes.Single(change => change.Metric == "buffers_per_call").Change!.Value.ShouldBeLessThan(-0.9);
        effect.Changes.Single(change => change.Metric == "time_ms").ChangeHigh!.Value.ShouldBeLessThan(0);
        finding.Proof!.Costs.ShouldNotBeEmpty();
        finding.Proof.Size!.Value.Value.ShouldBeGreaterThan(0);
    }
}
