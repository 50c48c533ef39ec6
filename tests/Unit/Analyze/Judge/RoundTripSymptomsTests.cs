using Headroom.Analyze.Judge;
using Headroom.Model.Findings;
using Headroom.Model.Plans;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Analyze.Judge;

public sealed class RoundTripSymptomsTests
{
    private static readonly Finding Waits = Finding("serial-round-trips", GivenDelays.Endpoint) with
    {
        Subject = new Subject { Endpoint = GivenDelays.Endpoint, Dependency = "partners" },
        Evidence = ["evidence/delay-probe.json#/endpoints/0"],
    };

    [Theory]
    [InlineData("n-plus-one-query")]
    [InlineData("chatty-endpoint")]
    public void Waits_for_the_database_fold_into_its_repeated_statements(string detector)
    {
        var only = Fold(DependencyKind.Postgres, Finding(detector, GivenDelays.Endpoint), Waits).ShouldHaveSingleItem();

        only.Detector.ShouldBe(detector);
        only.Explanation.ShouldContain("delay probe");
        only.Evidence.ShouldContain("evidence/delay-probe.json#/endpoints/0");
    }

    [Fact]
    public void The_cause_is_as_severe_as_its_symptom() =>
        Fold(DependencyKind.Postgres, Finding("chatty-endpoint", GivenDelays.Endpoint) with { Severity = Severity.Medium }, Waits).ShouldHaveSingleItem().Severity.ShouldBe(Severity.High);

    [Fact]
    public void Waits_for_anything_else_stand() => Fold(DependencyKind.Http, Finding("n-plus-one-query", GivenDelays.Endpoint), Waits).Count.ShouldBe(2);

    [Fact]
    public void Waits_at_another_endpoint_stand() => Fold(DependencyKind.Postgres, Finding("n-plus-one-query", "GET /other"), Waits).Count.ShouldBe(2);

    [Fact]
    public void Waits_alone_stand() => Fold(DependencyKind.Postgres, Waits).ShouldHaveSingleItem().ShouldBe(Waits);

    private static IReadOnlyList<Finding> Fold(DependencyKind kind, params Finding[] findings) =>
        RoundTripSymptoms.Fold(findings, GivenDelays.Set(GivenDelays.Probe(slope: 5, trips: 5, wait: 40, kind: kind)));

    private static Finding Finding(string detector, string endpoint) => new()
    {
        Detector = detector,
        Fingerprint = $"{detector}:{endpoint}",
        Severity = Severity.High,
        Confidence = Confidence.High,
        Title = "title",
        Explanation = "explanation.",
        Subject = new Subject { Endpoint = endpoint },
        Evidence = ["evidence/scaling-probe.json#/endpoints/0"],
        Remedies = [],
        Effect = new Effect.Unknown("not tried"),
    };
}
