using Headroom.Analyze.Detectors.Http;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Shouldly;
using Xunit;
using static Headroom.Tests.Unit.Analyze.Given;

namespace Headroom.Tests.Unit.Analyze.Detectors.Http;

public sealed class RepeatedReadTests
{
    private const string Hot = "SELECT id, title FROM clips ORDER BY votes DESC LIMIT $1";

    [Fact]
    public void Finds_an_endpoint_whose_answers_repeat()
    {
        var finding = One(RepeatedRead.Detector, Evidence(Reads(1000, equal: 900)));

        finding.Fingerprint.ShouldBe("repeated-read:GET /top");
        finding.Severity.ShouldBe(Severity.Low);
        var effect = finding.Effect.ShouldBeOfType<Effect.Estimated>();
        effect.Low.ShouldBe(0.1, 1e-9);
        effect.Model.ShouldContain("not tried");
    }

    [Fact]
    public void Vanishes_when_each_request_is_another() => Silent(Reads(1000, equal: 10));

    [Theory]
    [InlineData(99, 99, false)]
    [InlineData(100, 49, false)]
    [InlineData(100, 50, true)]
    public void Wants_a_hundred_reads_and_half_of_them_equal(long reads, long equal, bool found) => Is(found, Reads(reads, equal));

    [Theory]
    [InlineData(50, true)]
    [InlineData(51, false)]
    public void Wants_answers_that_hardly_change_meanwhile(long stale, bool found) => Is(found, Reads(1500, equal: 1000 - stale) with { Stale = stale });

    [Theory]
    [InlineData(4.9, false)]
    [InlineData(5, true)]
    public void Wants_a_twentieth_of_the_services_time(double seconds, bool found) => Is(found, Reads(1000, equal: 900) with { EqualTime = TimeSpan.FromSeconds(seconds) });

    [Fact]
    public void Finds_a_statement_with_the_same_values_where_the_answers_differ()
    {
        var finding = One(RepeatedRead.Detector, Asked());

        finding.Fingerprint.ShouldBe($"repeated-read:{StatementText.IdOf(Hot)}");
        finding.Subject.StatementId.ShouldBe(StatementText.IdOf(Hot));
        finding.Endpoints.ShouldBe(["GET /clock"]);
        finding.Severity.ShouldBe(Severity.Low);
        finding.Facts[0].Value.ShouldBe(0.75);
        finding.Effect.ShouldBeOfType<Effect.Estimated>().Low.ShouldBe(0.25);
    }

    [Fact]
    public void Is_silent_on_statements_with_other_values_each_time() => Is(false, Asked(repeats: 0));

    [Fact]
    public void Tells_a_statement_with_the_endpoint_whose_answers_repeat() =>
        One(RepeatedRead.Detector, Asked(endpoint: Reads(1000, equal: 900) with { Endpoint = "GET /clock" })).Fingerprint.ShouldBe("repeated-read:GET /clock");

    [Fact]
    public void Is_silent_on_statements_that_write() => Is(false, Asked("UPDATE clips SET seen = seen + 1 WHERE id = $1"));

    [Theory]
    [InlineData(9, 9, false)]
    [InlineData(10, 4, false)]
    [InlineData(10, 5, true)]
    public void Wants_ten_executions_and_half_of_them_repeated(long executions, long repeats, bool found) => Is(found, Asked(executions: executions, repeats: repeats));

    [Theory]
    [InlineData(49, false)]
    [InlineData(50, true)]
    public void Wants_a_twentieth_of_the_databases_time(double milliseconds, bool found) => Is(found, Asked(milliseconds: milliseconds));

    [Theory]
    [InlineData(2, true)]
    [InlineData(2.1, false)]
    public void Leaves_what_runs_often_for_one_request_to_others(double calls, bool found) => Is(found, Asked(calls: calls));

    [Fact]
    public void Keeps_its_fingerprint_when_numbers_change() =>
        One(RepeatedRead.Detector, Evidence(Reads(500, 300))).Fingerprint.ShouldBe(One(RepeatedRead.Detector, Evidence(Reads(1000, 900))).Fingerprint);

    [Fact]
    public void Missing_evidence_is_not_run() => RepeatedRead.Detector.Run(Set()).ShouldBeOfType<Outcome.NotRun>();

    private static EndpointRepeats Reads(long reads, long equal) =>
        new() { Endpoint = "GET /top", Reads = reads, Different = 3, Equal = equal, Stale = 0, EqualTime = TimeSpan.FromSeconds(50) };

    private static EvidenceSet Evidence(EndpointRepeats endpoint) => Set((RepeatedReads.Kind, Repeated(endpoint)));

    private static RepeatedReads Repeated(EndpointRepeats endpoint) => new()
    {
        Window = Throughout,
        Provenance = "test",
        KeptFor = TimeSpan.FromSeconds(10),
        TotalTime = TimeSpan.FromSeconds(100),
        Endpoints = [endpoint],
    };

    // The answers of GET /clock differ, and it asks for the same rows.
    private static EvidenceSet Asked(
        string query = Hot, long executions = 12, long repeats = 9, double milliseconds = 500, double calls = 1, EndpointRepeats? endpoint = null) => Set(
        (RepeatedReads.Kind, Repeated(endpoint ?? Reads(1000, equal: 0) with { Endpoint = "GET /clock", Stale = 900 })),
        (StatementRepeats.Kind, new StatementRepeats
        {
            Window = Throughout,
            Provenance = "test",
            Within = TimeSpan.FromSeconds(10),
            Statements = [new StatementRepeat(StatementText.IdOf(query), executions, repeats)],
        }),
        (StatementStatistics.Kind, Statements((query, milliseconds), ("SELECT b FROM others", 1000 - milliseconds))),
        (EndpointStatements.Kind, new EndpointStatements
        {
            Window = Throughout,
            Provenance = "test",
            Endpoints = [new EndpointAlone("GET /clock", 12, [new StatementPerRequest(StatementText.IdOf(query), calls, 20, 100)])],
        }));

    private static void Silent(EndpointRepeats endpoint) => Is(false, endpoint);

    private static void Is(bool found, EndpointRepeats endpoint) => Is(found, Evidence(endpoint));

    private static void Is(bool found, EvidenceSet evidence) =>
        RepeatedRead.Detector.Run(evidence).ShouldBeOfType(found ? typeof(Outcome.Found) : typeof(Outcome.Clean));
}
