using Headroom.Analyze.Detectors.Http;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Headroom.Model.Units;
using Shouldly;
using Xunit;
using static Headroom.Tests.Unit.Analyze.Given;

namespace Headroom.Tests.Unit.Analyze.Detectors.Http;

public sealed class CpuBoundEndpointTests
{
    private const int Requests = 12;

    [Fact]
    public void Finds_an_endpoint_that_computes_while_the_others_do_not()
    {
        var finding = One(CpuBoundEndpoint.Detector, Evidence([Alone("GET /embed", 48, 42), Others()]));

        finding.Fingerprint.ShouldBe("cpu-bound-endpoint:GET /embed");
        (finding.Severity, finding.Confidence).ShouldBe((Severity.Medium, Confidence.Medium));
        finding.Facts.Select(fact => (fact.Name, Math.Round(fact.Value, 2))).ShouldBe(
        [
            ("processor time of a request, alone", 42),
            ("lower end of its interval", 40.33),
            ("upper end of its interval", 43.67),
            ("share of the request's time, at least", 0.84),
            ("the same of the other endpoints, median", 2),
            ("share of the service's processor time under load", 0.7), // 100 requests in 30 s, of a tenth of two processors
            ("requests that one processor can serve", 23.81),
            ("share of the request's time in which the database executed", 0.01),
            ("requests", 12),
        ]);
        finding.Effect.ShouldBeOfType<Effect.Unknown>();
    }

    [Fact]
    public void Vanishes_when_it_is_computed_once() => Is(typeof(Outcome.Clean), Alone("GET /embed", 3, 2), Others());

    [Fact]
    public void Is_silent_where_every_endpoint_computes() =>
        Is(typeof(Outcome.Clean), Alone("GET /a", 48, 42), Alone("GET /b", 40, 38), Alone("GET /c", 50, 41));

    [Fact]
    public void The_only_endpoint_is_held_against_no_other() =>
        One(CpuBoundEndpoint.Detector, Evidence([Alone("GET /embed", 48, 42)])).Facts
            .ShouldNotContain(fact => fact.Name.Contains("other endpoints"));

    [Fact]
    public void A_request_with_a_password_weighs_low_since_its_hash_is_meant_to_be_slow()
    {
        var login = Alone("POST /sessions", 48, 42) with { SendsPassword = true };

        var finding = One(CpuBoundEndpoint.Detector, Evidence([login, Others()], loaded: "POST /sessions"));

        finding.Severity.ShouldBe(Severity.Low);
        finding.Explanation.ShouldContain("password");
    }

    [Theory] // the kernel's ticks may take 20 ms off twelve requests
    [InlineData(11.6, false)]
    [InlineData(11.7, true)]
    public void Wants_ten_milliseconds_at_the_lower_end(double computed, bool found) =>
        Finds(found, Alone("GET /embed", 12, computed), Others(ms: 1));

    [Theory]
    [InlineData(81, false)]
    [InlineData(80, true)]
    public void Wants_half_of_the_time_at_the_lower_end(double took, bool found) => Finds(found, Alone("GET /embed", took, 42), Others());

    [Theory]
    [InlineData(13.5, false)]
    [InlineData(13.4, true)]
    public void Wants_three_times_what_the_others_take(double others, bool found) => Finds(found, Alone("GET /embed", 48, 42), Others(others));

    [Theory]
    [InlineData(12.1, false)]
    [InlineData(12, true)]
    public void Leaves_an_endpoint_whose_database_works_to_the_detectors_of_the_database(double executing, bool found) =>
        Finds(found, Alone("GET /embed", 48, 42, executing), Others());

    [Theory]
    [InlineData(20.1, false)]
    [InlineData(20, true)]
    public void Leaves_an_endpoint_of_many_statements_to_chatty_endpoint(double calls, bool found) =>
        Finds(found, Alone("GET /embed", 48, 42) with { Statements = [new StatementPerRequest("0123456789ab", calls, 1, 1)] }, Others());

    [Fact]
    public void What_a_driver_puts_around_statements_does_not_make_it_one_of_many()
    {
        const string reset = "RESET ALL";
        var embed = Alone("GET /embed", 48, 42) with { Statements = [new StatementPerRequest(StatementText.IdOf(reset), 24, 0, 0)] };

        CpuBoundEndpoint.Detector.Run(Set(
            (EndpointStatements.Kind, new EndpointStatements { Window = Throughout, Provenance = "test", Endpoints = [embed, Others()] }),
            (StatementStatistics.Kind, Statements((reset, 1))))).ShouldBeOfType<Outcome.Found>();
    }

    [Theory] // 30 s of a fifth of a processor are 6 s
    [InlineData(7, Severity.Low)]
    [InlineData(8, Severity.Medium)]
    public void Weighs_by_its_share_of_what_the_load_makes_the_service_compute(int requests, Severity severity) =>
        One(CpuBoundEndpoint.Detector, Evidence([Alone("GET /embed", 48, 42), Others()], requests)).Severity.ShouldBe(severity);

    [Fact]
    public void Weighs_low_where_that_share_is_not_known() =>
        One(CpuBoundEndpoint.Detector, Without(Evidence([Alone("GET /embed", 48, 42), Others()]), HostUse.Kind)).Severity.ShouldBe(Severity.Low);

    [Fact]
    public void Keeps_its_fingerprint_when_numbers_change() =>
        One(CpuBoundEndpoint.Detector, Evidence([Alone("GET /embed", 90, 80), Others()])).Fingerprint
            .ShouldBe(One(CpuBoundEndpoint.Detector, Evidence([Alone("GET /embed", 48, 42), Others()])).Fingerprint);

    [Fact]
    public void Processor_time_that_nobody_saw_is_not_run() =>
        CpuBoundEndpoint.Detector.Run(Evidence([Others() with { Cost = null }])).ShouldBeOfType<Outcome.NotRun>()
            .Reason.ShouldContain("was not seen");

    [Fact]
    public void Missing_evidence_is_not_run() => CpuBoundEndpoint.Detector.Run(Set()).ShouldBeOfType<Outcome.NotRun>();

    private static void Finds(bool found, params EndpointAlone[] endpoints) =>
        Is(found ? typeof(Outcome.Found) : typeof(Outcome.Clean), endpoints);

    private static void Is(Type outcome, params EndpointAlone[] endpoints) =>
        CpuBoundEndpoint.Detector.Run(Evidence(endpoints)).ShouldBeOfType(outcome);

    private static EndpointAlone Others(double ms = 2) => Alone("GET /items", Math.Max(4, 2 * ms), ms);

    /// <summary>An endpoint that ran alone.</summary>
    /// <param name="endpoint">Its name.</param>
    /// <param name="took">Milliseconds of a request.</param>
    /// <param name="computed">Of these, on a processor.</param>
    /// <param name="executing">Of these, in the database.</param>
    private static EndpointAlone Alone(string endpoint, double took, double computed, double executing = 0.5) => new(endpoint, Requests, [])
    {
        Cost = new AloneCost(new ProcessorUse(Requests, Ms(took), Ms(computed), TimeSpan.FromMilliseconds(20)), Ms(executing)),
    };

    private static TimeSpan Ms(double ofOne) => TimeSpan.FromMilliseconds(Requests * ofOne);

    private static EvidenceSet Evidence(EndpointAlone[] endpoints, int requests = 100, string loaded = "GET /embed") => Set(
        (EndpointStatements.Kind, new EndpointStatements { Window = Throughout, Provenance = "test", Endpoints = endpoints }),
        (RunMetrics.Kind, Run(Endpoint(loaded, requests, 50))),
        (HostUse.Kind, Host(0.5) with { Target = new Ratio(0.1) }));
}
