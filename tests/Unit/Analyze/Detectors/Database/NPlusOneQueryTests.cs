using Headroom.Analyze.Detectors.Database;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Shouldly;
using Xunit;
using static Headroom.Tests.Unit.Analyze.Given;

namespace Headroom.Tests.Unit.Analyze.Detectors.Database;

public sealed class NPlusOneQueryTests
{
    private const string Query = "SELECT name FROM users WHERE id = $1";

    private static readonly double[] Pages = [5, 10, 20, 40];

    [Fact]
    public void Finds_a_statement_whose_calls_follow_the_rows()
    {
        var finding = One(NPlusOneQuery.Detector, Evidence(rows => rows));

        finding.Subject.Endpoint.ShouldBe("GET /clips/{id}/comments");
        finding.Subject.Query.ShouldBe(Query);
        finding.Severity.ShouldBe(Severity.High);
        finding.Facts.ShouldContain(fact => fact.Unit == "calls/row" && Math.Abs(fact.Value - 1) < 1e-9);
    }

    [Fact]
    public void Vanishes_when_the_statement_is_batched() => Silent(Evidence(_ => 1));

    [Theory]
    [InlineData(3)]
    [InlineData(20)]
    public void Stays_silent_on_many_calls_that_do_not_follow_the_rows(double calls) => Silent(Evidence(_ => calls));

    [Fact]
    public void Stays_silent_when_calls_change_for_another_reason() => Silent(Evidence(rows => rows switch { 5 => 9, 10 => 1, 20 => 12, _ => 8 }));

    [Theory]
    [InlineData(0.19, false)]
    [InlineData(0.21, true)]
    public void Wants_a_call_for_every_fifth_row(double slope, bool found) => Is(Evidence(rows => 1 + (slope * rows)), found);

    [Theory]
    [InlineData(4.9, false)]
    [InlineData(5, true)]
    public void Wants_five_calls_at_the_largest_page(double calls, bool found) => Is(Evidence(rows => calls * rows / 20, [5, 10, 15, 20]), found);

    [Fact]
    public void Cannot_tell_from_rows_that_hardly_vary() =>
        NPlusOneQuery.Detector.Run(Evidence(rows => rows, [10, 12, 15])).ShouldBeOfType<Outcome.NotApplicable>();

    [Theory]
    [InlineData(1, 2, typeof(Outcome.Clean))]
    [InlineData(1, 1, typeof(Outcome.NotRun))]
    [InlineData(0, 2, typeof(Outcome.NotRun))]
    public void Endpoints_that_fail_alone_are_not_clean(int working, int failing, Type outcome)
    {
        // One that works says nothing about as many that do not.
        var good = Evidence(_ => 1).Find<ScalingProbe>()!;
        var bad = good.Endpoints[0] with { Factor = null, Points = [], Missing = "GET /x answered 401", Failed = true };
        var endpoints = Enumerable.Repeat(good.Endpoints[0], working * (outcome == typeof(Outcome.Clean) ? 3 : 1)).Concat(Enumerable.Repeat(bad, failing));

        NPlusOneQuery.Detector.Run(Set((ScalingProbe.Kind, good with { Endpoints = [.. endpoints] }))).ShouldBeOfType(outcome);
    }

    [Fact]
    public void A_probe_that_saw_no_statement_at_all_is_not_clean()
    {
        var probe = Evidence(_ => 1).Find<ScalingProbe>()!;
        var blind = probe.Endpoints[0] with { Points = [.. probe.Endpoints[0].Points.Select(p => p with { CallsPerRequest = new SortedDictionary<string, double>() })] };

        NPlusOneQuery.Detector.Run(Set((ScalingProbe.Kind, probe with { Endpoints = [blind] }))).ShouldBeOfType<Outcome.NotRun>();
    }

    [Theory]
    [InlineData("BEGIN")]
    [InlineData("DISCARD ALL")]
    [InlineData("SELECT $1")]
    public void What_comes_with_the_connection_that_each_row_takes_is_no_finding_of_its_own(string around)
    {
        var probe = Evidence(rows => rows).Find<ScalingProbe>()!;
        var points = probe.Endpoints[0].Points.Select(point => point with
        {
            CallsPerRequest = new SortedDictionary<string, double>
            {
                [StatementText.IdOf(Query)] = point.RowsReturned,
                [StatementText.IdOf(around)] = point.RowsReturned,
            },
        });

        One(NPlusOneQuery.Detector, Set(
            (ScalingProbe.Kind, probe with { Endpoints = [probe.Endpoints[0] with { Points = [.. points] }] }),
            (StatementStatistics.Kind, Statements((Query, 50), (around, 1))))).Subject.Query.ShouldBe(Query);
    }

    [Fact]
    public void A_page_that_a_cache_answered_does_not_hide_the_others() =>
        One(NPlusOneQuery.Detector, Cached(20)).Subject.Query.ShouldBe(Query);

    [Fact]
    public void Where_a_cache_answered_most_pages_it_cannot_tell() =>
        NPlusOneQuery.Detector.Run(Cached(10, 20)).ShouldBeOfType<Outcome.NotRun>().Reason.ShouldContain("a cache answered");

    [Fact]
    public void Takes_the_steepest_of_an_endpoints_requests()
    {
        var flat = Evidence(_ => 1).Find<ScalingProbe>()!;
        var steep = Evidence(rows => rows).Find<ScalingProbe>()!;
        var both = Set((ScalingProbe.Kind, flat with { Endpoints = [.. flat.Endpoints, .. steep.Endpoints] }));

        NPlusOneQuery.Detector.Run(both).ShouldBeOfType<Outcome.Found>();
    }

    [Fact]
    public void The_fingerprint_stays_when_the_numbers_change() =>
        One(NPlusOneQuery.Detector, Evidence(rows => 0.5 * rows)).Fingerprint.ShouldBe(One(NPlusOneQuery.Detector, Evidence(rows => rows)).Fingerprint);

    [Fact]
    public void Missing_evidence_is_not_run() => NPlusOneQuery.Detector.Run(Set()).ShouldBeOfType<Outcome.NotRun>();

    // One statement for each row, and none where the page was kept.
    private static EvidenceSet Cached(params double[] pages)
    {
        var probe = Evidence(rows => rows).Find<ScalingProbe>()!;
        var none = new SortedDictionary<string, double>();
        var points = probe.Endpoints[0].Points
            .Select(point => pages.Contains(point.RowsReturned) ? point with { CallsPerRequest = none } : point);
        return Set(
            (ScalingProbe.Kind, probe with { Endpoints = [probe.Endpoints[0] with { Points = [.. points] }] }),
            (StatementStatistics.Kind, Statements((Query, 50))));
    }

    private static void Silent(EvidenceSet evidence) => NPlusOneQuery.Detector.Run(evidence).ShouldBeOfType<Outcome.Clean>();

    private static void Is(EvidenceSet evidence, bool found) =>
        NPlusOneQuery.Detector.Run(evidence).ShouldBeOfType(found ? typeof(Outcome.Found) : typeof(Outcome.Clean));

    private static EvidenceSet Evidence(Func<double, double> calls, double[]? rows = null) => Set(
        (ScalingProbe.Kind, new ScalingProbe
        {
            Window = Throughout,
            Provenance = "test",
            Endpoints =
            [
                new EndpointScaling
                {
                    Endpoint = "GET /clips/{id}/comments",
                    Request = "/clips/${id}/comments?limit=20",
                    Factor = "query parameter limit",
                    Points = [.. (rows ?? Pages).Select(r => new ScalingPoint(3, r, new SortedDictionary<string, double> { [StatementText.IdOf(Query)] = calls(r) }))],
                },
            ],
        }),
        (StatementStatistics.Kind, Statements((Query, 50))));
}
