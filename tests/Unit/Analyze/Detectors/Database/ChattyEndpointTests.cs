using Headroom.Analyze.Detectors.Database;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Shouldly;
using Xunit;
using static Headroom.Tests.Unit.Analyze.Given;

namespace Headroom.Tests.Unit.Analyze.Detectors.Database;

public sealed class ChattyEndpointTests
{
    private const string Setting = "SELECT value FROM settings WHERE name = $1";

    private const string User = "SELECT * FROM users WHERE id = $1";

    [Fact]
    public void Finds_an_endpoint_that_asks_often()
    {
        var finding = One(ChattyEndpoint.Detector, Evidence(18, 3));

        finding.Fingerprint.ShouldBe("chatty-endpoint:GET /home");
        finding.Severity.ShouldBe(Severity.Medium);
        finding.Facts[0].ShouldBe(new Fact("statements a request", 21, "calls/request"));
        finding.Facts[2].Name.ShouldEndWith("on settings");
        finding.Effect.ShouldBe(new Effect.Unknown("it is a change of the code"));
    }

    [Fact]
    public void Vanishes_when_they_are_merged() => ChattyEndpoint.Detector.Run(Evidence(1, 1)).ShouldBeOfType<Outcome.Clean>();

    [Theory]
    [InlineData(19, 1, false)]
    [InlineData(19.1, 1, true)]
    public void Wants_more_than_twenty(double settings, double users, bool found) =>
        ChattyEndpoint.Detector.Run(Evidence(settings, users)).ShouldBeOfType(found ? typeof(Outcome.Found) : typeof(Outcome.Clean));

    [Fact]
    public void Leaves_one_statement_per_row_to_its_own_detector() =>
        ChattyEndpoint.Detector.Run(Evidence(40, 3, Probe(rows => rows))).ShouldBeOfType<Outcome.Clean>();

    [Fact]
    public void A_statement_that_is_issued_as_often_whatever_the_rows_counts() =>
        ChattyEndpoint.Detector.Run(Evidence(40, 3, Probe(_ => 40))).ShouldBeOfType<Outcome.Found>();

    [Fact]
    public void The_statement_that_is_issued_most_is_told_by_its_text() =>
        One(ChattyEndpoint.Detector, Evidence(18, 3)).Explanation.ShouldEndWith($" Most often, 18 times a request: {Setting}");

    [Theory]
    [InlineData(25, true)]
    [InlineData(23, true)]
    [InlineData(22, false)]
    [InlineData(28, false)]
    public void A_statement_as_often_as_a_page_of_fixed_size_has_rows_is_likely_one_per_row(double calls, bool isLikely)
    {
        var finding = One(ChattyEndpoint.Detector, Evidence(calls, 3, Fixed(_ => calls)));

        finding.Explanation.Contains("equal statements for 25 rows of the response: one more statement for every row is likely (N+1), and not proven")
            .ShouldBe(isLikely);
        finding.Facts.Any(fact => fact is { Name: "rows of the response", Value: 25 }).ShouldBe(isLikely);
    }

    [Fact]
    public void Without_the_scaling_probe_the_rows_of_another_statement_tell()
    {
        var alone = Evidence(25, 3).Find<EndpointStatements>()!;
        var home = alone.Endpoints[0];
        EndpointStatements Listing(double rows) =>
            alone with { Endpoints = [home with { Statements = [.. home.Statements, new StatementPerRequest("list", 1, rows, 3)] }] };

        One(ChattyEndpoint.Detector, Set((EndpointStatements.Kind, Listing(25)))).Explanation
            .ShouldContain("25 equal statements for 25 rows that another one returns");
        One(ChattyEndpoint.Detector, Set((EndpointStatements.Kind, Listing(50)))).Explanation.ShouldNotContain("N+1");
    }

    [Fact]
    public void Where_the_rows_were_varied_and_the_statements_were_not_nothing_is_likely() =>
        One(ChattyEndpoint.Detector, Evidence(40, 3, Probe(_ => 40))).Explanation.ShouldNotContain("N+1");

    [Fact]
    public void What_a_driver_puts_around_statements_does_not_count()
    {
        const string reset = "RESET ALL";
        var alone = Evidence(5, 3).Find<EndpointStatements>()!;
        var home = alone.Endpoints[0];
        var around = home with { Statements = [.. home.Statements, new StatementPerRequest(StatementText.IdOf(reset), 16, 0, 0)] };

        ChattyEndpoint.Detector.Run(Set(
            (EndpointStatements.Kind, alone with { Endpoints = [around] }),
            (StatementStatistics.Kind, Statements((Setting, 10), (User, 10), (reset, 1))))).ShouldBeOfType<Outcome.Clean>();
    }

    [Fact]
    public void The_fingerprint_stays_when_numbers_change() =>
        One(ChattyEndpoint.Detector, Evidence(90, 3)).Fingerprint.ShouldBe(One(ChattyEndpoint.Detector, Evidence(18, 3)).Fingerprint);

    [Fact]
    public void Endpoints_without_any_statement_are_not_run() => ChattyEndpoint.Detector.Run(Set((EndpointStatements.Kind, Alone("GET /home")))).ShouldBeOfType<Outcome.NotRun>();

    [Theory]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public void What_half_of_the_endpoints_did_not_let_be_seen_is_not_clean(int seen, bool isSilent)
    {
        var alone = Evidence(1, 1).Find<EndpointStatements>()!;
        EndpointAlone[] endpoints =
        [
            .. Enumerable.Repeat(alone.Endpoints[0], seen),
            new EndpointAlone("GET /gone", 0, []) { Missing = "GET /gone answered 404 to 12 of 12 requests" },
        ];

        ChattyEndpoint.Detector.Run(Set((EndpointStatements.Kind, alone with { Endpoints = endpoints })))
            .ShouldBeOfType(isSilent ? typeof(Outcome.NotRun) : typeof(Outcome.Clean));
    }

    [Fact]
    public void Missing_evidence_is_not_run() => ChattyEndpoint.Detector.Run(Set()).ShouldBeOfType<Outcome.NotRun>();

    private static ScalingProbe Fixed(Func<double, double> calls) => Probe(calls) with
    {
        Endpoints =
        [
            Probe(calls).Endpoints[0] with
            {
                Missing = "the number of rows hardly varied (requests for different data)",
                Points = [new ScalingPoint(24, 25, new Dictionary<string, double> { [StatementText.IdOf(Setting)] = calls(25) })],
            },
        ],
    };

    private static ScalingProbe Probe(Func<double, double> calls) => new()
    {
        Window = Throughout,
        Provenance = "test",
        Endpoints =
        [
            new EndpointScaling
            {
                Endpoint = "GET /home", Request = "/home?limit=20", Factor = "query parameter limit",
                Points = [.. new double[] { 5, 10, 20, 40 }.Select(rows => new ScalingPoint(5, rows, new Dictionary<string, double> { [StatementText.IdOf(Setting)] = calls(rows) }))],
            },
        ],
    };

    private static EvidenceSet Evidence(double settings, double users, ScalingProbe? probe = null)
    {
        var endpoints = new EndpointStatements
        {
            Window = Throughout,
            Provenance = "test",
            Endpoints =
            [
                new EndpointAlone("GET /home", 5, [new StatementPerRequest(StatementText.IdOf(Setting), settings, 1, 3), new StatementPerRequest(StatementText.IdOf(User), users, 1, 3)]),
                new EndpointAlone("GET /health", 5, []),
            ],
        };
        return probe is null
            ? Set((EndpointStatements.Kind, endpoints), (StatementStatistics.Kind, Statements((Setting, 10), (User, 10))))
            : Set((EndpointStatements.Kind, endpoints), (ScalingProbe.Kind, probe), (StatementStatistics.Kind, Statements((Setting, 10), (User, 10))));
    }
}
