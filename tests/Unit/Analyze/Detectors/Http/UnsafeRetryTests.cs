using Headroom.Analyze.Detectors.Http;
using Headroom.Model.Contracts;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Shouldly;
using Xunit;
using static Headroom.Tests.Unit.Analyze.Given;

namespace Headroom.Tests.Unit.Analyze.Detectors.Http;

public sealed class UnsafeRetryTests
{
    private static readonly ContractDifference OtherId = new("body", "id", "a value", "another value");

    [Fact]
    public void Finds_a_repeat_that_inserts_again()
    {
        var finding = One(UnsafeRetry.Detector, Evidence(InTurn(1, 1), AtOnce(2), AtOnce(2)));

        finding.Fingerprint.ShouldBe("unsafe-retry:POST /orders");
        (finding.Severity, finding.Confidence, finding.Subject.Table).ShouldBe((Severity.High, Confidence.High, "orders"));
        finding.Facts[0].Value.ShouldBe(3);
    }

    [Fact]
    public void Vanishes_when_the_repeat_inserts_nothing_and_is_answered_alike() => Silent(Evidence(InTurn(1, 0), AtOnce(1)));

    [Fact]
    public void Finds_a_race_that_only_two_at_once_show() =>
        One(UnsafeRetry.Detector, Evidence(InTurn(1, 0), AtOnce(2), AtOnce(1), AtOnce(2))).Title.ShouldEndWith("at once");

    [Fact]
    public void One_row_more_in_a_single_round_at_once_is_anybodys() => Silent(Evidence(InTurn(1, 0), AtOnce(1), AtOnce(2)));

    [Fact]
    public void A_job_that_inserts_now_and_then_is_no_repeat() => Silent(Evidence(InTurn(1, 1), InTurn(1, 0), InTurn(1, 0)));

    [Fact]
    public void A_log_of_repeats_which_the_first_leaves_alone_is_no_second_effect() => Silent(Evidence(InTurn(0, 1), InTurn(0, 1), InTurn(0, 1)));

    [Fact]
    public void Rows_that_vary_by_the_request_do_not_tell_what_two_at_once_made() => Silent(Evidence(InTurn(1, 0), InTurn(3, 0), AtOnce(5), AtOnce(5)));

    [Fact]
    public void Without_a_key_and_a_database_no_effect_can_be_seen() =>
        UnsafeRetry.Detector.Run(Evidence(key: null, false, InTurn(0, 0))).ShouldBeOfType<Outcome.NotRun>().Reason.ShouldContain("cannot be seen");

    [Fact]
    public void A_write_whose_effect_cannot_be_seen_is_told_beside_one_with_a_key()
    {
        var unseen = Endpoint(key: null, false, InTurn(0, 0)) with { Endpoint = "POST /votes" };

        var outcome = UnsafeRetry.Detector.Run(Probe(unseen, Endpoint("Idempotency-Key", false, InTurn(0, 0))));

        outcome.ShouldBeOfType<Outcome.Clean>().Untold.ShouldHaveSingleItem().ShouldStartWith("POST /votes: without a database");
    }

    [Fact]
    public void One_of_two_at_once_may_be_answered_with_409() => Silent(Evidence(InTurn(1, 0), AtOnce(1) with { SecondStatus = 409 }));

    [Fact]
    public void Another_status_for_the_same_key_is_no_answer_to_a_retry() =>
        One(UnsafeRetry.Detector, Evidence(InTurn(1, 0) with { SecondStatus = 409 })).Severity.ShouldBe(Severity.Medium);

    [Theory]
    [InlineData(200, true, Severity.Low)]
    [InlineData(200, false, Severity.Medium)]
    [InlineData(303, true, Severity.Low)]
    [InlineData(302, true, Severity.Medium)]
    [InlineData(500, true, Severity.Medium)]
    public void Another_success_weighs_less_where_the_rows_show_one_effect(int status, bool countsRows, Severity severity) =>
        One(UnsafeRetry.Detector, Evidence("Idempotency-Key", countsRows, InTurn(1, 0) with { SecondStatus = status }))
            .Severity.ShouldBe(severity);

    [Theory]
    [InlineData(200, false)]
    [InlineData(409, false)]
    [InlineData(499, false)]
    [InlineData(500, true)]
    [InlineData(null, true)]
    public void Without_a_key_only_a_repeat_that_fails_counts(int? status, bool found) =>
        UnsafeRetry.Detector.Run(Evidence(key: null, true, InTurn(1, 0) with { SecondStatus = status })).ShouldBeOfType(found ? typeof(Outcome.Found) : typeof(Outcome.Clean));

    [Theory]
    [InlineData(true, Severity.Low)]
    [InlineData(false, Severity.Medium)]
    public void Another_body_weighs_more_where_no_database_tells_the_effect(bool countsRows, Severity severity) =>
        One(UnsafeRetry.Detector, Evidence("Idempotency-Key", countsRows, InTurn(0, 0) with { Differences = [OtherId] })).Severity.ShouldBe(severity);

    [Theory]
    [InlineData("request_id", false)]
    [InlineData("meta.traceId", false)]
    [InlineData("timestamp", false)]
    [InlineData("created_at", true)]
    [InlineData("id", true)]
    public void Ids_and_moments_of_the_answer_itself_make_no_other_body(string place, bool found) =>
        UnsafeRetry.Detector.Run(Evidence("Idempotency-Key", false, InTurn(0, 0) with { Differences = [OtherId with { Place = place }] }))
            .ShouldBeOfType(found ? typeof(Outcome.Found) : typeof(Outcome.Clean));

    [Fact]
    public void Another_body_without_a_key_is_no_fault() => Silent(Evidence(key: null, true, InTurn(1, 0) with { Differences = [OtherId] }));

    [Fact]
    public void Keeps_its_fingerprint_when_numbers_change() =>
        One(UnsafeRetry.Detector, Evidence(InTurn(3, 3))).Fingerprint.ShouldBe(One(UnsafeRetry.Detector, Evidence(InTurn(1, 1))).Fingerprint);

    [Fact]
    public void No_write_that_may_be_repeated_is_not_applicable() => UnsafeRetry.Detector.Run(Probe()).ShouldBeOfType<Outcome.NotApplicable>();

    [Fact]
    public void Requests_that_are_refused_are_not_run() => UnsafeRetry.Detector.Run(Probe(Endpoint("Idempotency-Key", true) with { Missing = "the first request was answered with 401" }))
        .ShouldBeOfType<Outcome.NotRun>().Reason.ShouldContain("401");

    [Fact]
    public void Missing_evidence_is_not_run() => UnsafeRetry.Detector.Run(Set()).ShouldBeOfType<Outcome.NotRun>();

    private static RetryRound InTurn(long first, long second) =>
        new() { AtOnce = false, FirstStatus = 201, SecondStatus = 201, Differences = [], Inserted = [new InsertedRows("orders", first, second)] };

    private static RetryRound AtOnce(long both) =>
        new() { AtOnce = true, FirstStatus = 201, SecondStatus = 201, Differences = [], Inserted = [new InsertedRows("orders", both, 0)] };

    private static EndpointRetries Endpoint(string? key, bool countsRows, params RetryRound[] rounds) =>
        new() { Endpoint = "POST /orders", KeyHeader = key, CountsRows = countsRows, Rounds = rounds };

    private static EvidenceSet Evidence(params RetryRound[] rounds) => Evidence("Idempotency-Key", true, rounds);

    private static EvidenceSet Evidence(string? key, bool countsRows, params RetryRound[] rounds) => Probe(Endpoint(key, countsRows, rounds));

    private static EvidenceSet Probe(params EndpointRetries[] endpoints) =>
        Set((IdempotencyProbe.Kind, new IdempotencyProbe { Window = Throughout, Provenance = "test", Endpoints = endpoints }));

    private static void Silent(EvidenceSet evidence) => UnsafeRetry.Detector.Run(evidence).ShouldBeOfType<Outcome.Clean>();
}
