using Headroom.Analyze.Detectors.Database;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Shouldly;
using Xunit;
using static Headroom.Tests.Unit.Analyze.Given;

namespace Headroom.Tests.Unit.Analyze.Detectors.Database;

public sealed class DuplicateIndexTests
{
    [Fact]
    public void Finds_the_later_name_of_two_equal_indexes()
    {
        var finding = One(DuplicateIndex.Detector, Evidence(A, B));

        finding.Fingerprint.ShouldBe("duplicate-index:votes.b");
        finding.Severity.ShouldBe(Severity.Medium);
        finding.Subject.Columns.ShouldBe(["user_id"]);
        finding.Remedies[0].Up.ShouldBe("DROP INDEX CONCURRENTLY public.b;");
    }

    [Fact]
    public void Vanishes_when_one_is_gone() => Silent(A);

    [Fact]
    public void Keeps_the_one_on_which_more_stands()
    {
        One(DuplicateIndex.Detector, Evidence(A, B with { Unique = true })).Fingerprint.ShouldBe("duplicate-index:votes.a");
        One(DuplicateIndex.Detector, Evidence(A with { Unique = true }, B with { Unique = true, BacksConstraint = true })).Fingerprint.ShouldBe("duplicate-index:votes.a");
        One(DuplicateIndex.Detector, Evidence(A, B with { IsReplicaIdentity = true })).Fingerprint.ShouldBe("duplicate-index:votes.a");
    }

    [Fact]
    public void Says_why_one_stays() =>
        One(DuplicateIndex.Detector, Evidence(A, B with { IsReplicaIdentity = true, Unique = true })).Explanation.ShouldEndWith("b stays, because logical replication tells rows apart by it.");

    [Fact]
    public void Of_three_equal_ones_two_may_go() =>
        DuplicateIndex.Detector.Run(Evidence(B, A, A with { Name = "c" })).ShouldBeOfType<Outcome.Found>().Findings.Select(f => f.Fingerprint).ShouldBe(["duplicate-index:votes.b", "duplicate-index:votes.c"]);

    [Fact]
    public void Stays_silent_on_near_twins()
    {
        Silent(A, B with { Method = "hash" });
        Silent(A, B with { Predicate = "(value > 0)" });
        Silent(A, B with { Included = ["value"] });
        Silent(A, B with { Keys = [new IndexKey("user_id", "user_id", true, true)] });
        Silent(A, B with { Keys = [new IndexKey("user_id", "user_id", false, false, "int8_other_ops")] });
        Silent(A, B with { Keys = [new IndexKey("user_id", "user_id", false, false, null, "C")] });
        Silent(A, Index("votes", "b", null, "user_id", "clip_id"));
        Silent(A, B with { Valid = false });
        Silent(A, Index("clips", "b", null, "user_id"));
        Silent(A with { BacksConstraint = true, Unique = true }, B with { BacksConstraint = true, Unique = true });
        Silent(A with { BacksConstraint = true }, B with { Unique = true });
        Silent(A with { Unique = true }, B with { Unique = true, Definition = "CREATE UNIQUE INDEX b ON public.votes USING btree (user_id) NULLS NOT DISTINCT" });
    }

    [Fact]
    public void Stays_silent_on_partitions() =>
        DuplicateIndex.Detector.Run(Set((DatabaseCatalogue.Kind, Given.Catalogue([Table("votes", 90_000, "user_id") with { IsPartition = true }], A, B)))).ShouldBeOfType<Outcome.Clean>();

    [Fact]
    public void The_fingerprint_stays_when_the_numbers_change() =>
        One(DuplicateIndex.Detector, Evidence(A, B with { Size = new(9) })).Fingerprint.ShouldBe(One(DuplicateIndex.Detector, Evidence(A, B)).Fingerprint);

    [Fact]
    public void Missing_evidence_is_not_run() => DuplicateIndex.Detector.Run(Set()).ShouldBeOfType<Outcome.NotRun>();

    private static IndexFacts A => Index("votes", "a", null, "user_id");

    private static IndexFacts B => Index("votes", "b", null, "user_id");

    private static void Silent(params IndexFacts[] indexes) => DuplicateIndex.Detector.Run(Evidence(indexes)).ShouldBeOfType<Outcome.Clean>();

    private static EvidenceSet Evidence(params IndexFacts[] indexes) =>
        Set((DatabaseCatalogue.Kind, Given.Catalogue([Table("votes", 90_000, "user_id", "clip_id", "value"), Table("clips", 90_000, "user_id")], indexes)));
}
