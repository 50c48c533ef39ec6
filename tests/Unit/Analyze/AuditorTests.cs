using Headroom.Analyze;
using Headroom.Model.Evidence;
using Headroom.Model.Plans;
using Headroom.Model.Results;
using Headroom.Tests.Unit.Golden;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Analyze;

public sealed class AuditorTests
{
    private const string NoStart = "the service has no 'start'";

    [Fact]
    public void A_fault_that_was_asked_for_and_could_not_be_put_on_is_told_with_its_cause()
    {
        var told = Untested(new ProbePlan { Throttle = new ThrottlePlan() });

        told.ShouldContain(new NotTested("dependencies throttled", NoStart));
        told.ShouldNotContain(one => one.Subject == "failure behaviour");
    }

    [Fact]
    public void Faults_that_nobody_asked_for_are_told_as_one() => Untested(new ProbePlan()).ShouldContain(one => one.Subject == "failure behaviour");

    [Fact]
    public void The_detectors_over_such_a_fault_tell_its_cause() =>
        Untested(new ProbePlan { Throttle = new ThrottlePlan() }).Single(one => one.Subject == "slow-recovery")
            .Reason.ShouldEndWith($"{ThrottleProbe.Kind} could not be collected: {NoStart}");

    [Fact]
    public void A_detector_of_which_the_plan_asks_for_no_probe_is_told_apart_from_one_that_could_not_run()
    {
        DetectorOutcome Of(string detector, ProbePlan probes) =>
            Audit(Given.Without(Given.Set(), ThrottleProbe.Kind, NoStart), probes).Outcomes.Single(one => one.Detector == detector);

        var asked = new ProbePlan { Throttle = new ThrottlePlan() };
        Of("slow-recovery", new ProbePlan()).Outcome.ShouldBe("not_run");
        Of("slow-recovery", new ProbePlan()).Asked.ShouldBe(false);
        Of("slow-recovery", asked).Outcome.ShouldBe("not_run");
        Of("slow-recovery", asked).Asked.ShouldBeNull();
        Of("n-plus-one-query", new ProbePlan()).Asked.ShouldBeNull("every audit has the scaling probe");
    }

    [Fact]
    public void What_takes_a_database_is_silent_for_one_reason_where_the_plan_names_none()
    {
        var outcomes = Audit(Given.Set(), new ProbePlan(), postgres: null).Outcomes;

        var silent = outcomes.Where(static one => one.Reason == UnaskedReason.NoPostgres).ToList();
        string[] some = ["n-plus-one-query", "cpu-bound-endpoint", "unindexed-filter", "duplicate-index", "bloated-table", "lock-wait", "oversubscribed-pool"];
        some.ShouldBeSubsetOf(silent.Select(static one => one.Detector));
        silent.ShouldAllBe(static one => one.Outcome == "not_run" && one.Asked == false);
    }

    [Fact]
    public void Nothing_else_of_the_database_is_told_as_not_collected_where_the_plan_names_none() =>
        Audit(Given.Set(), new ProbePlan(), postgres: null).Outcomes
            .Where(static one => one.Asked is null && one.Reason?.Contains("not collected", StringComparison.Ordinal) == true)
            .Select(static one => one.Reason).Distinct()
            .ShouldBe(["growth-probe: not collected", "run-metrics: not collected", "repeated-reads: not collected"], ignoreOrder: true);

    [Fact]
    public void What_could_not_be_collected_of_a_database_that_the_plan_names_is_told_by_its_kind()
    {
        var loop = Audit(Given.Set(), new ProbePlan()).Outcomes.Single(static one => one.Detector == "n-plus-one-query");

        (loop.Outcome, loop.Asked, loop.Reason).ShouldBe(("not_run", null, "scaling-probe: not collected"));
    }

    [Fact]
    public void What_only_the_audit_of_a_database_collects_is_not_missing_from_that_of_a_service()
    {
        var trap = Audit(Given.Set(), new ProbePlan()).Outcomes.Single(static one => one.Detector == "generic-plan-trap");

        (trap.Outcome, trap.Asked, trap.Reason).ShouldBe(("not_run", false, UnaskedReason.OfDatabaseAudit));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_probe_that_was_asked_for_and_told_nothing_is_no_pass(bool asked)
    {
        var probes = asked ? new ProbePlan { Throttle = new ThrottlePlan() } : new ProbePlan();

        var decision = Audit(Given.Without(Given.Set(), ThrottleProbe.Kind, NoStart), probes).Decision;

        decision.Assertions.Any(static one => one is { Name: "probes.throttle ran", Passed: null, Level: "error" }).ShouldBe(asked);
    }

    [Theory]
    [InlineData("it did not start behind the proxy", true)]
    [InlineData(null, false)]
    public void A_fault_that_was_put_on_no_dependency_is_no_pass(string? missing, bool silent)
    {
        var probe = new HangProbe
        {
            Window = new Window(DateTimeOffset.UnixEpoch, TimeSpan.Zero),
            Provenance = "",
            Patience = TimeSpan.FromSeconds(10),
            Wires = [new HungWire { Name = "prices", Dependency = DependencyKind.Http, Missing = missing }],
        };

        var decision = Audit(Given.Set((HangProbe.Kind, probe)), new ProbePlan { Hang = new HangPlan() }).Decision;

        decision.Assertions.Any(static one => one is { Name: "probes.hang ran", Passed: null }).ShouldBe(silent);
    }

    [Fact]
    public void Errors_of_a_service_that_ended_under_the_load_are_no_findings_of_it()
    {
        var end = new ServiceEnd { After = TimeSpan.FromSeconds(6), ExitCode = 1, Log = "shop.log" };
        var run = Given.Run(Given.Endpoint("GET /a", 10, 5)) with { ServiceEnd = end };

        var result = Audit(Given.Set((RunMetrics.Kind, run), (HostUse.Kind, Given.Host(0.5))), new ProbePlan());

        var limited = result.Outcomes.Single(static one => one.Detector == "rate-limited-errors");
        limited.Outcome.ShouldBe("not_run");
        limited.Reason!.ShouldContain(end.Sentence);
        result.Decision.Sentence.ShouldStartWith($"Cannot tell: {end.Sentence}");
        result.Trust.Reasons.ShouldBe([end.Sentence]);
    }

    [Theory]
    [InlineData(2, 2, true)]
    [InlineData(2, 1, false)]
    [InlineData(0, 0, false)]
    public void A_probe_that_told_of_none_of_the_writes_is_no_pass(int writes, int untold, bool silent)
    {
        var probe = new LimitProbe
        {
            Window = new Window(DateTimeOffset.UnixEpoch, TimeSpan.Zero),
            Provenance = "",
            Endpoints =
            [
                .. Enumerable.Range(0, writes).Select(number => new EndpointBurst
                {
                    Endpoint = $"POST /{number}",
                    Sent = 0,
                    Accepted = 0,
                    Elapsed = TimeSpan.Zero,
                    Refusals = [],
                    Missing = number < untold ? "it was answered with 401" : null,
                }),
            ],
        };

        var result = Audit(Given.Set((LimitProbe.Kind, probe)), new ProbePlan { Limit = true });

        result.Decision.Assertions.Any(static one => one is { Name: "probes.limit ran", Passed: null }).ShouldBe(silent);
        result.NotTested.Count(static one => one.Subject.StartsWith("a burst of POST /", StringComparison.Ordinal)).ShouldBe(untold);
    }

    [Fact]
    public void What_a_detector_could_not_tell_beside_what_it_told_is_not_tested()
    {
        WrittenRows kept = new(20, 20), upserted = new(20, 3);
        WrittenTable[] writes = [new("orders", kept, kept, kept), new("counters", upserted, upserted, upserted)];

        var result = Audit(GivenFaults.Set(GivenFaults.Kill(writes: writes)), new ProbePlan { Kill = true });

        result.Outcomes.Single(one => one.Detector == "lost-write").Outcome.ShouldBe("clean");
        result.NotTested.Single(one => one.Subject == "lost-write").Reason.ShouldContain("rows of counters differ");
    }

    [Fact]
    public void A_rung_that_the_generator_did_not_offer_in_full_is_no_part_of_the_curve_and_one_that_was_not_borne_says_so()
    {
        var probe = GivenServer.Rungs() with { Rungs = [GivenServer.Rung(0.5), GivenServer.Rung(1) with { HeldUp = 900 }, GivenServer.Rung(2) with { Lost = 500 }] };

        var rungs = Audit(Given.Set((LoadProbe.Kind, probe)), new ProbePlan()).Rungs;

        rungs.Select(rung => (rung.Factor, rung.IsBorne)).ShouldBe([(0.5, true), (1.0, false)]);
    }

    [Theory]
    [InlineData(10, true)]
    [InlineData(9, false)]
    public void A_load_of_which_every_request_failed_is_no_pass(int failed, bool told)
    {
        var run = Given.Run(Given.Endpoint("GET /a", 10, 5, Given.Failure("500", failed, 5)));

        var decision = Audit(Given.Set((RunMetrics.Kind, run), (HostUse.Kind, Given.Host(0.5))), new ProbePlan()).Decision;

        decision.Assertions.Any(static one => one is { Name: "a request of the load succeeded", Passed: null, Level: "error" }).ShouldBe(told);
        decision.Sentence.StartsWith("Cannot tell: every request of the load failed.", StringComparison.Ordinal).ShouldBe(told);
    }

    [Fact]
    public void An_endpoint_has_what_it_costs_alone_where_that_was_seen()
    {
        var run = Given.Run(Given.Endpoint("GET /a", 10, 5), Given.Endpoint("GET /b", 10, 5));
        var alone = Given.Alone("GET /a", "SELECT 1");
        var use = new ProcessorUse(10, TimeSpan.FromMilliseconds(90), TimeSpan.FromMilliseconds(40), TimeSpan.FromMilliseconds(10));
        var seen = alone with { Endpoints = [alone.Endpoints[0] with { Cost = new AloneCost(use, TimeSpan.FromMilliseconds(20)) }] };

        var endpoints = Audit(Given.Set((RunMetrics.Kind, run), (EndpointStatements.Kind, seen)), new ProbePlan()).Endpoints;

        (endpoints[0].StatementsPerRequest, endpoints[0].ProcessorPerRequest?.TotalMilliseconds, endpoints[0].ProcessorResolution?.TotalMilliseconds,
            endpoints[0].DatabasePerRequest?.TotalMilliseconds).ShouldBe((1, 4, 1, 2));
        (endpoints[1].StatementsPerRequest, endpoints[1].ProcessorPerRequest, endpoints[1].DatabasePerRequest).ShouldBe((null, null, null));
    }

    [Fact]
    public void An_endpoint_that_did_not_succeed_alone_is_not_tested_and_its_statements_are_unknown()
    {
        const string reason = "GET /a answered 429 (a rate limit) to 1 of 1 request";
        var unseen = Given.Alone("GET /a") with { Endpoints = [new EndpointAlone("GET /a", 0, []) { Missing = reason }] };

        var result = Audit(Given.Set((RunMetrics.Kind, Given.Run(Given.Endpoint("GET /a", 10, 5))), (EndpointStatements.Kind, unseen)), new ProbePlan());

        result.NotTested.ShouldContain(new NotTested("the statements of GET /a", reason));
        result.Endpoints.ShouldHaveSingleItem().StatementsPerRequest.ShouldBeNull();
    }

    [Fact]
    public void A_right_that_keeps_the_statements_from_being_counted_is_told_once_in_the_decision()
    {
        const string cause = "pg_stat_statements hides statements of other roles from this role: GRANT pg_monitor to it";
        var counted = Given.Set((RunMetrics.Kind, Given.Run(Given.Endpoint("GET /a", 10, 5))), (HostUse.Kind, Given.Host(0.5)));
        var uncounted = Given.Without(counted, StatementStatistics.Kind, cause);

        var decision = Audit(Given.Without(uncounted, ScalingProbe.Kind, $"no statement was counted: {cause}"), new ProbePlan()).Decision;

        decision.Sentence.ShouldContain($"n-plus-one-query could not be checked: {cause}.");
    }

    [Fact]
    public void The_result_holds_the_beginnings_of_its_evidence() =>
        Audit(Given.Set((StatementStatistics.Kind, Given.Statements(("SELECT 1", 5)))), new ProbePlan()).Appendices
            .ShouldHaveSingleItem().File.ShouldBe("evidence/statements.json");

    private static IReadOnlyList<NotTested> Untested(ProbePlan probes) =>
        Audit(Given.Without(Given.Set(), ThrottleProbe.Kind, NoStart), probes).NotTested;

    private static AuditResult Audit(EvidenceSet evidence, ProbePlan probes, string? postgres = "Host=127.0.0.1;Database=shop") => Auditor.Audit(
        evidence,
        new Plan { Service = new ServicePlan { Name = "shop", Url = new Uri("http://127.0.0.1:1"), Postgres = postgres }, Probes = probes },
        SampleResult.Ready.Manifest);
}
