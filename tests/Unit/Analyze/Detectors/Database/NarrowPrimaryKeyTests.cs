using Headroom.Analyze.Detectors.Database;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Shouldly;
using Xunit;
using static Headroom.Tests.Unit.Analyze.Given;

namespace Headroom.Tests.Unit.Analyze.Detectors.Database;

public sealed class NarrowPrimaryKeyTests
{
    private static readonly SequenceColumn Key = new("public", "votes", "id", "integer");

    [Fact]
    public void Finds_an_integer_key_of_which_a_good_part_is_used()
    {
        var finding = One(NarrowPrimaryKey.Detector, Evidence(0.3));

        finding.Fingerprint.ShouldBe("narrow-primary-key:votes(id)");
        finding.Severity.ShouldBe(Severity.Medium);
        finding.Remedies[0].Kind.ShouldBe(RemedyKind.Code);
        finding.Remedies[0].Up.ShouldContain("bigint column beside votes.id");
    }

    [Fact]
    public void Vanishes_when_the_key_is_a_bigint() => Silent(Evidence(0.3, Sequence("votes_id_seq", 0.3, Key with { Type = "bigint" })));

    [Fact]
    public void Stays_silent_when_the_column_is_not_the_whole_key()
    {
        Silent(Evidence(0.3, table: Votes with { PrimaryKey = ["user_id"] }));
        Silent(Evidence(0.3, table: Votes with { PrimaryKey = ["id", "user_id"] }));
        Silent(Evidence(0.3, table: Votes with { PrimaryKey = [] }));
    }

    [Fact]
    public void Stays_silent_on_a_partition() => Silent(Evidence(0.3, table: Votes with { IsPartition = true }));

    [Fact]
    public void Stays_silent_when_the_sequence_cycles() => Silent(Evidence(0.3, Sequence("votes_id_seq", 0.3, Key) with { Cycles = true }));

    [Theory]
    [InlineData(0.25, null)]
    [InlineData(0.251, Severity.Medium)]
    [InlineData(0.5, Severity.Medium)]
    [InlineData(0.501, Severity.High)]
    [InlineData(0.75, Severity.High)]
    [InlineData(0.751, null)] // sequence-exhaustion
    public void A_quarter_is_medium_and_half_high(double used, Severity? severity) =>
        (NarrowPrimaryKey.Detector.Run(Evidence(used)) is Outcome.Found { Findings: [var finding] } ? finding.Severity : (Severity?)null).ShouldBe(severity);

    [Fact]
    public void Sequences_that_cannot_be_read_are_not_clean() => NarrowPrimaryKey.Detector.Run(Set(
        (DatabaseCatalogue.Kind, Given.Catalogue([Votes])),
        (Sequences.Kind, new Sequences { Window = Throughout, Provenance = "test", Used = [], Hidden = ["public.shut"], HiddenCount = 1 }))).ShouldBeOfType<Outcome.NotRun>();

    [Fact]
    public void The_fingerprint_stays_when_the_numbers_change() =>
        One(NarrowPrimaryKey.Detector, Evidence(0.3)).Fingerprint.ShouldBe(One(NarrowPrimaryKey.Detector, Evidence(0.7)).Fingerprint);

    [Theory]
    [InlineData("catalogue")]
    [InlineData("sequences")]
    public void Missing_evidence_is_not_run(string kind) => NarrowPrimaryKey.Detector.Run(Without(Evidence(0.3), kind)).ShouldBeOfType<Outcome.NotRun>();

    private static TableFacts Votes => Table("votes", 90_000, "id", "user_id") with { PrimaryKey = ["id"] };

    private static void Silent(EvidenceSet evidence) => NarrowPrimaryKey.Detector.Run(evidence).ShouldBeOfType<Outcome.Clean>();

    private static EvidenceSet Evidence(double used, SequenceUse? sequence = null, TableFacts? table = null) => Set(
        (DatabaseCatalogue.Kind, Given.Catalogue([table ?? Votes])),
        (Sequences.Kind, new Sequences { Window = Throughout, Provenance = "test", Used = [sequence ?? Sequence("votes_id_seq", used, Key)] }));
}
