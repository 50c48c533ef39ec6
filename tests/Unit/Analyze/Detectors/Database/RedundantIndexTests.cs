using Headroom.Analyze.Detectors.Database;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Shouldly;
using Xunit;
using static Headroom.Tests.Unit.Analyze.Given;

namespace Headroom.Tests.Unit.Analyze.Detectors.Database;

public sealed class RedundantIndexTests
{
    [Fact]
    public void Finds_an_index_whose_keys_lead_a_longer_one()
    {
        var finding = One(RedundantIndex.Detector, Evidence(Short, Long));

        finding.Fingerprint.ShouldBe("redundant-index:votes.by_user");
        finding.Title.ShouldContain("by_user_clip");
        finding.Remedies[0].Up.ShouldBe("DROP INDEX CONCURRENTLY public.by_user;");
    }

    [Fact]
    public void Vanishes_when_the_shorter_one_is_gone() => Silent(Long);

    [Fact]
    public void In_a_chain_the_longest_stays() =>
        RedundantIndex.Detector.Run(Evidence(Short, Long, Index("votes", "by_all", null, "user_id", "clip_id", "value"))).ShouldBeOfType<Outcome.Found>().Findings
            .Select(finding => (finding.Fingerprint, finding.Title.Contains("by_all")))
            .ShouldBe([("redundant-index:votes.by_user", true), ("redundant-index:votes.by_user_clip", true)]);

    [Fact]
    public void Stays_silent_on_near_misses()
    {
        Silent(Short with { Unique = true }, Long);
        Silent(Short with { BacksConstraint = true }, Long);
        Silent(Short with { IsReplicaIdentity = true }, Long);
        Silent(Short, Long with { Valid = false });
        Silent(Short with { Valid = false }, Long);
        Silent(Short, Long with { Predicate = "(value > 0)" });
        Silent(Short with { Predicate = "(value > 0)" }, Long);
        Silent(Short with { Method = "hash" }, Long);
        Silent(Short with { Included = ["value"] }, Long);
        Silent(Short, Index("votes", "by_clip_user", null, "clip_id", "user_id"));
        Silent(Short, Index("votes", "downwards", null, "user_id DESC", "clip_id"));
        Silent(Short with { Keys = [new IndexKey("user_id", "user_id", false, false, "text_pattern_ops")] }, Long);
        Silent(Short, Index("clips", "by_user_clip", null, "user_id", "clip_id"));
    }

    [Fact]
    public void What_it_includes_may_be_a_key_of_the_longer_one() => One(RedundantIndex.Detector, Evidence(Short with { Included = ["clip_id"] }, Long));

    [Fact]
    public void Two_equal_ones_are_named_once_here() =>
        RedundantIndex.Detector.Run(Evidence(Short, Short with { Name = "by_user_again" }, Long))
            .ShouldBeOfType<Outcome.Found>().Findings.ShouldHaveSingleItem().Fingerprint.ShouldBe("redundant-index:votes.by_user");

    [Fact]
    public void The_fingerprint_stays_when_the_numbers_change() =>
        One(RedundantIndex.Detector, Evidence(Short with { Size = new(9) }, Long)).Fingerprint.ShouldBe(One(RedundantIndex.Detector, Evidence(Short, Long)).Fingerprint);

    [Fact]
    public void Missing_evidence_is_not_run() => RedundantIndex.Detector.Run(Set()).ShouldBeOfType<Outcome.NotRun>();

    private static IndexFacts Short => Index("votes", "by_user", null, "user_id");

    private static IndexFacts Long => Index("votes", "by_user_clip", null, "user_id", "clip_id");

    private static void Silent(params IndexFacts[] indexes) => RedundantIndex.Detector.Run(Evidence(indexes)).ShouldBeOfType<Outcome.Clean>();

    private static EvidenceSet Evidence(params IndexFacts[] indexes) =>
        Set((DatabaseCatalogue.Kind, Given.Catalogue([Table("votes", 90_000, "user_id", "clip_id", "value"), Table("clips", 90_000, "user_id", "clip_id")], indexes)));
}
