using Headroom.Analyze.Detectors.Database;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Headroom.Model.Units;
using Shouldly;
using Xunit;
using static Headroom.Tests.Unit.Analyze.Given;

namespace Headroom.Tests.Unit.Analyze.Detectors.Database;

public sealed class BloatedTableTests
{
    [Fact]
    public void Finds_a_large_table_that_is_half_empty()
    {
        var finding = One(BloatedTable.Detector, Evidence());

        finding.Fingerprint.ShouldBe("bloated-table:votes");
        finding.Severity.ShouldBe(Severity.Medium);
        finding.Confidence.ShouldBe(Confidence.High);
        finding.Remedies[0].Up.ShouldContain("pg_repack --table public.votes");
        finding.Remedies[1].Up.ShouldBe("SET lock_timeout = '2s';\nALTER TABLE public.votes SET (autovacuum_vacuum_scale_factor = 0.02);");
    }

    [Fact]
    public void An_index_is_not_its_concern() => Silent(Evidence(Half with { Index = "votes_pkey" }));

    [Fact]
    public void Vanishes_when_it_is_dense() => Silent(Evidence(Half with { Wasted = new Ratio(0.05) }));

    [Theory]
    [InlineData(0.32, 0.02, false)]
    [InlineData(0.33, 0.02, true)]
    [InlineData(0.44, 0.15, false)]
    [InlineData(0.46, 0.15, true)]
    public void Wants_a_third_wasted_after_the_error_is_taken_off(double wasted, double error, bool found) =>
        BloatedTable.Detector.Run(Evidence(Half with { Wasted = new Ratio(wasted), Error = new Ratio(error) })).ShouldBeOfType(found ? typeof(Outcome.Found) : typeof(Outcome.Clean));

    [Theory]
    [InlineData(200_000_000, false)]
    [InlineData(200_000_010, true)]
    public void Wants_more_than_a_hundred_megabytes_wasted(long size, bool found) =>
        BloatedTable.Detector.Run(Evidence(Half with { Size = new Bytes(size) })).ShouldBeOfType(found ? typeof(Outcome.Found) : typeof(Outcome.Clean));

    [Theory]
    [InlineData(null, "RESET (autovacuum_vacuum_scale_factor);", true)]
    [InlineData("autovacuum_vacuum_scale_factor=0.1", "SET (autovacuum_vacuum_scale_factor = 0.1);", false)]
    [InlineData("autovacuum_vacuum_scale_factor=0.021", "SET (autovacuum_vacuum_scale_factor = 0.021);", false)]
    [InlineData("autovacuum_vacuum_threshold=500", "RESET (autovacuum_vacuum_scale_factor);", true)]
    public void The_way_back_is_what_the_table_had(string? option, string down, bool isDefault)
    {
        var remedy = One(BloatedTable.Detector, Evidence(Half with { Options = option is null ? [] : ["fillfactor=90", option] })).Remedies[1];

        remedy.Up.ShouldEndWith("SET (autovacuum_vacuum_scale_factor = 0.02);");
        remedy.Down.ShouldNotBeNull().ShouldEndWith(down);
        remedy.Risk.Contains("instead of every fifth").ShouldBe(isDefault);
    }

    [Fact]
    public void A_table_to_which_autovacuum_comes_that_soon_is_only_rebuilt() =>
        One(BloatedTable.Detector, Evidence(Half with { Options = ["autovacuum_vacuum_scale_factor=0.02"] })).Remedies.ShouldHaveSingleItem().Kind.ShouldBe(RemedyKind.Code);

    [Fact]
    public void Autovacuum_that_was_switched_off_is_switched_on() =>
        One(BloatedTable.Detector, Evidence(Half with { Options = ["autovacuum_vacuum_scale_factor=0.02", "autovacuum_enabled=false"] })).Remedies[1].Up.ShouldEndWith("RESET (autovacuum_enabled);");

    [Fact]
    public void An_estimate_is_said_to_be_one()
    {
        var finding = One(BloatedTable.Detector, Evidence(Half with { Source = "statistics", Wasted = new Ratio(0.6), Error = new Ratio(0.2) }));

        finding.Confidence.ShouldBe(Confidence.Low);
        finding.Explanation.ShouldContain("Estimated from the planner's statistics (no clone was measured)");
    }

    [Fact]
    public void Nothing_known_is_not_clean() =>
        BloatedTable.Detector.Run(Set((Bloat.Kind, Of() with { Unknown = ["public.votes: no statistics"] }))).ShouldBeOfType<Outcome.NotRun>().Reason.ShouldContain("public.votes");

    [Fact]
    public void The_fingerprint_stays_when_the_numbers_change() =>
        One(BloatedTable.Detector, Evidence(Half with { Wasted = new Ratio(0.9) })).Fingerprint.ShouldBe(One(BloatedTable.Detector, Evidence()).Fingerprint);

    [Fact]
    public void Missing_evidence_is_not_run() => BloatedTable.Detector.Run(Set()).ShouldBeOfType<Outcome.NotRun>();

    private static RelationBloat Half => new()
    {
        Schema = "public",
        Table = "votes",
        Size = new Bytes(1_000_000_000),
        Wasted = new Ratio(0.5),
        Source = "pgstattuple_approx",
        Error = new Ratio(0.02),
    };

    private static void Silent(EvidenceSet evidence) => BloatedTable.Detector.Run(evidence).ShouldBeOfType<Outcome.Clean>();

    private static EvidenceSet Evidence(RelationBloat? relation = null) => Set((Bloat.Kind, Of(relation ?? Half)));

    private static Bloat Of(params RelationBloat[] relations) => new() { Window = Throughout, Provenance = "test", Relations = relations, NotMeasured = "no clone was measured" };
}
