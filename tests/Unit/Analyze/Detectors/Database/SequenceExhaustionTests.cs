using Headroom.Analyze.Detectors.Database;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Shouldly;
using Xunit;
using static Headroom.Tests.Unit.Analyze.Given;

namespace Headroom.Tests.Unit.Analyze.Detectors.Database;

public sealed class SequenceExhaustionTests
{
    private static readonly SequenceColumn Narrow = new("public", "votes", "id", "integer");

    [Fact]
    public void Finds_a_sequence_near_the_end_of_its_column()
    {
        var finding = One(SequenceExhaustion.Detector, Counted(Sequence("votes_id_seq", 0.8, Narrow)));

        finding.Fingerprint.ShouldBe("sequence-exhaustion:votes_id_seq");
        finding.Severity.ShouldBe(Severity.High);
        finding.Subject.Table.ShouldBe("votes");
        finding.Subject.Columns.ShouldBe(["id"]);
        finding.Remedies.ShouldHaveSingleItem().Kind.ShouldBe(RemedyKind.Code);
    }

    [Fact]
    public void A_sequence_that_ends_itself_counts_on_as_bigint()
    {
        var finding = One(SequenceExhaustion.Detector, Counted(Sequence("numbers", 0.8) with { Type = "integer", Greatest = int.MaxValue, Limit = int.MaxValue }));

        finding.Remedies.ShouldHaveSingleItem().Up.ShouldBe("SET lock_timeout = '2s';\nALTER SEQUENCE public.numbers AS bigint MAXVALUE 9223372036854775807;");
        finding.Remedies[0].Down.ShouldBe("SET lock_timeout = '2s';\nALTER SEQUENCE public.numbers AS integer MAXVALUE 2147483647;");
    }

    [Fact]
    public void A_serial_column_is_widened_before_its_sequence() =>
        One(SequenceExhaustion.Detector, Counted(Sequence("votes_id_seq", 0.8, Narrow) with { Type = "integer", Greatest = int.MaxValue })).Remedies
            .Select(remedy => remedy.Kind).ShouldBe([RemedyKind.Code, RemedyKind.Setting]);

    [Fact]
    public void Downwards_the_least_value_ends_it() =>
        One(SequenceExhaustion.Detector, Counted(Sequence("down", 0.8) with { Increment = -1, Type = "integer", Least = int.MinValue, Greatest = -1, Limit = int.MinValue }))
            .Remedies[0].Up.ShouldContain("MINVALUE -9223372036854775808");

    [Fact]
    public void Vanishes_when_the_column_is_a_bigint() => Judge(Sequence("votes_id_seq", 0.0001, Narrow with { Type = "bigint" }), null);

    [Fact]
    public void Stays_silent_when_it_cycles() => Judge(Sequence("ring", 0.99) with { Cycles = true }, null);

    [Theory]
    [InlineData(0.75, null)]
    [InlineData(0.751, Severity.High)]
    [InlineData(0.9, Severity.High)]
    [InlineData(0.901, Severity.Critical)]
    public void Three_quarters_is_high_and_nine_tenths_critical(double used, Severity? severity) => Judge(Sequence("votes_id_seq", used, Narrow), severity);

    [Fact]
    public void Sequences_that_cannot_be_read_are_not_clean() =>
        SequenceExhaustion.Detector.Run(Set((Sequences.Kind, new Sequences { Window = Throughout, Provenance = "test", Used = [], Hidden = ["public.shut"], HiddenCount = 1 })))
            .ShouldBeOfType<Outcome.NotRun>().Reason.ShouldContain("public.shut");

    [Fact]
    public void The_fingerprint_stays_when_the_numbers_change() =>
        One(SequenceExhaustion.Detector, Counted(Sequence("votes_id_seq", 0.8, Narrow))).Fingerprint.ShouldBe(One(SequenceExhaustion.Detector, Counted(Sequence("votes_id_seq", 0.95, Narrow))).Fingerprint);

    [Fact]
    public void Missing_evidence_is_not_run() => SequenceExhaustion.Detector.Run(Set()).ShouldBeOfType<Outcome.NotRun>();

    private static void Judge(SequenceUse sequence, Severity? severity) =>
        (SequenceExhaustion.Detector.Run(Counted(sequence)) is Outcome.Found { Findings: [var finding] } ? finding.Severity : (Severity?)null).ShouldBe(severity);
}
