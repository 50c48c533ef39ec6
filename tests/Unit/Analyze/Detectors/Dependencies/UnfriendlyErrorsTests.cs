using Headroom.Analyze.Detectors.Dependencies;
using Headroom.Load;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Headroom.Model.Plans;
using Shouldly;
using Xunit;
using static Headroom.Tests.Unit.Analyze.Given;
using static Headroom.Tests.Unit.Analyze.GivenFaults;

namespace Headroom.Tests.Unit.Analyze.Detectors.Dependencies;

public sealed class UnfriendlyErrorsTests
{
    [Fact]
    public void Finds_an_error_that_shows_the_inside()
    {
        var finding = One(UnfriendlyErrors.Detector, Hang(Answer(500, 2000, 900, "stack trace", "address of a dependency")));

        finding.Severity.ShouldBe(Severity.High);
        finding.Subject.Endpoint.ShouldBe(GivenFaults.Endpoint);
        finding.Subject.Dependency.ShouldBe("partners");
        finding.Title.ShouldContain("stack trace, address of a dependency");
        finding.Evidence.ShouldBe(["evidence/hang-probe.json#/wires/0"]);
    }

    [Theory]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public void Vanishes_when_the_answer_says_what_kind_of_fault_it_is(int status) => Silent(Hang(Answer(status)));

    [Fact]
    public void Finds_the_same_in_an_outage() =>
        One(UnfriendlyErrors.Detector, Outage(Answer(500, 3, 900, "exception name"))).Evidence.ShouldBe(["evidence/outage-probe.json#/wires/0"]);

    [Fact]
    public void Finds_the_same_while_it_is_throttled() =>
        One(UnfriendlyErrors.Detector, Throttled(Throttling(0) with { Answers = [new OutageAnswer(GivenFaults.Endpoint, 7, Before: 0, Answer(500, 3, 900, "exception name"))] }))
            .Evidence.ShouldBe(["evidence/throttle-probe.json#/wires/0"]);

    [Fact]
    public void A_closed_connection_says_nothing_at_all() =>
        One(UnfriendlyErrors.Detector, Hang(new FaultAnswer { Error = "reset", After = TimeSpan.FromSeconds(1) })).Severity.ShouldBe(Severity.Medium);

    [Theory]
    [InlineData("reset", 1, false)]
    [InlineData("reset", 2, true)]
    [InlineData("refused", 1, true)]
    public void One_connection_that_ends_under_load_may_have_been_kept_alive(string error, int count, bool found)
    {
        var closed = new FaultAnswer { Error = error, After = TimeSpan.FromSeconds(1) };
        var outage = GivenFaults.Outage() with
        {
            Answers = [new OutageAnswer(GivenFaults.Endpoint, 500, Before: 0, Answer(503)), new OutageAnswer("GET /other", count, Before: 0, closed)],
        };

        UnfriendlyErrors.Detector.Run(GivenFaults.Set(outage)).ShouldBeOfType(found ? typeof(Outcome.Found) : typeof(Outcome.Clean));
    }

    [Theory]
    [InlineData(ErrorKind.Reset, true)]
    [InlineData(ErrorKind.Refused, true)]
    [InlineData(ErrorKind.Timeout, false)]
    [InlineData(ErrorKind.Unfinished, false)]
    [InlineData(ErrorKind.Protocol, false)]
    [InlineData(ErrorKind.Tls, false)]
    [InlineData(ErrorKind.Unresolved, false)]
    [InlineData(ErrorKind.Unreachable, false)]
    [InlineData(ErrorKind.Exhausted, false)]
    public void Of_the_transport_errors_only_a_closed_or_refused_connection_is_the_doing_of_the_service(ErrorKind kind, bool found)
    {
        var outcome = UnfriendlyErrors.Detector.Run(Hang(Answer(503), new FaultAnswer { Error = kind.Text(), After = TimeSpan.FromSeconds(1) }));

        outcome.ShouldBeOfType(found ? typeof(Outcome.Found) : typeof(Outcome.Clean));
    }

    [Fact]
    public void Errors_of_the_sender_alone_are_not_clean() =>
        UnfriendlyErrors.Detector.Run(Hang(new FaultAnswer { Error = "exhausted", After = TimeSpan.FromSeconds(1) }))
            .ShouldBeOfType<Outcome.NotRun>().Reason.ShouldContain("exhausted");

    [Theory]
    [InlineData(400)]
    [InlineData(404)]
    [InlineData(429)]
    [InlineData(499)]
    public void Stays_silent_on_4xx_whatever_stands_in_it(int status) => Silent(Hang(Answer(status, 3, 90, "stack trace", "exception name")));

    [Theory]
    [InlineData("HEAD /reach", false)]
    [InlineData("GET /reach", true)]
    public void An_answer_to_head_has_no_body(string endpoint, bool found)
    {
        var outage = GivenFaults.Outage() with { Answers = [new OutageAnswer(endpoint, 3, Before: 0, Answer(503, 3, bytes: 0))] };

        UnfriendlyErrors.Detector.Run(GivenFaults.Set(outage)).ShouldBeOfType(found ? typeof(Outcome.Found) : typeof(Outcome.Clean));
    }

    [Fact]
    public void Answers_that_were_there_before_the_outage_are_not_its_doing()
    {
        OutageWire With(int before) => GivenFaults.Outage() with { Answers = [new OutageAnswer(GivenFaults.Endpoint, 3, before, Answer(500, 3))] };

        UnfriendlyErrors.Detector.Run(GivenFaults.Set(With(before: 0))).ShouldBeOfType<Outcome.Found>().Findings[0].Facts[0].Value.ShouldBe(3);
        UnfriendlyErrors.Detector.Run(GivenFaults.Set(With(before: 1))).ShouldBeOfType<Outcome.Clean>();
    }

    [Fact]
    public void A_body_that_could_not_be_read_is_not_clean() =>
        UnfriendlyErrors.Detector.Run(Hang(Answer(503), Unread(503))).ShouldBeOfType<Outcome.NotRun>().Reason
            .ShouldBe("GET /reach answered 503 while partners was at fault, and its body could not be read: its content coding \"zstd\" is not known");

    [Fact]
    public void A_body_that_could_not_be_read_is_told_beside_what_was_found()
    {
        var finding = One(UnfriendlyErrors.Detector, Hang(Answer(500, 3, 90, "SQL"), Unread(503)));

        finding.Severity.ShouldBe(Severity.High);
        finding.Facts.ShouldContain(fact => fact.Name == "answers whose body could not be read" && fact.Value == 1);
        One(UnfriendlyErrors.Detector, Hang(Answer(500, 3, 90, "SQL"))).Facts.ShouldNotContain(fact => fact.Name.Contains("could not be read"));
    }

    [Theory]
    [InlineData(404)]
    [InlineData(429)]
    public void A_body_of_4xx_need_not_be_read(int status) => Silent(Hang(Unread(status)));

    [Theory]
    [InlineData(500, 90, Severity.Low)]
    [InlineData(503, 0, Severity.Low)]
    [InlineData(503, 1, null)]
    [InlineData(499, 0, null)]
    [InlineData(200, 0, null)]
    public void A_bare_500_or_an_empty_body_is_worth_knowing(int status, long bytes, Severity? severity) =>
        (UnfriendlyErrors.Detector.Run(Hang(Answer(status, 2000, bytes))) is Outcome.Found { Findings: [var found] } ? found.Severity : (Severity?)null).ShouldBe(severity);

    [Fact]
    public void Stays_silent_where_nothing_came_within_the_patience() => Silent(Hang(Nothing));

    [Fact]
    public void Is_one_finding_a_dependency_with_the_worst_that_was_seen_whatever_the_numbers()
    {
        var both = Given.Set(
            (HangProbe.Kind, Probe(Hung(Answer(500), []))),
            (OutageProbe.Kind, Probe(GivenFaults.Outage() with { Answers = [new OutageAnswer("GET /other", 7, Before: 0, Answer(503, 3, 90, "SQL"))] })));

        var finding = One(UnfriendlyErrors.Detector, both);

        finding.Fingerprint.ShouldBe("unfriendly-errors:partners");
        finding.Severity.ShouldBe(Severity.High);
        finding.Endpoints.ShouldBe(["GET /other"]);
        One(UnfriendlyErrors.Detector, Hang(Answer(500))).Fingerprint.ShouldBe("unfriendly-errors:partners");
    }

    [Fact]
    public void Dependencies_that_were_not_looked_at_are_not_clean() =>
        UnfriendlyErrors.Detector.Run(GivenFaults.Set(new HungWire { Name = "cache", Dependency = DependencyKind.Redis, Missing = "it did not start" }))
            .ShouldBeOfType<Outcome.NotRun>().Reason.ShouldContain("did not start");

    [Fact]
    public void Missing_evidence_is_not_run() => UnfriendlyErrors.Detector.Run(Given.Set()).ShouldBeOfType<Outcome.NotRun>();

    private static FaultAnswer Unread(int status) => Answer(status) with { Unreadable = "its content coding \"zstd\" is not known" };

    private static EvidenceSet Hang(params FaultAnswer[] answers) => GivenFaults.Set(
        Hung(answers[0], []) with { Requests = [.. answers.Select(answer => new HungRequest(GivenFaults.Endpoint, TimeSpan.FromMilliseconds(40), answer))] });

    private static EvidenceSet Outage(FaultAnswer answer) => GivenFaults.Set(GivenFaults.Outage() with { Answers = [new OutageAnswer(GivenFaults.Endpoint, 7, Before: 0, answer)] });

    private static void Silent(EvidenceSet evidence) => UnfriendlyErrors.Detector.Run(evidence).ShouldBeOfType<Outcome.Clean>();
}
