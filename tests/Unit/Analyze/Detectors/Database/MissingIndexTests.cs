using Headroom.Analyze.Detectors.Database;
using Headroom.Model.Evidence;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Analyze.Detectors.Database;

public sealed class MissingIndexTests
{
    [Theory]
    [InlineData(null, "", "unindexed-filter:jobs(kind)")]
    [InlineData("state = 'queued'", "", "unindexed-filter:jobs(kind) WHERE state = 'queued'")]
    [InlineData("state = 'retry'", "", "unindexed-filter:jobs(kind) WHERE state = 'retry'")]
    [InlineData(null, "due", "uncovered-lookup:jobs(kind)+(due)")]
    public void Partial_indexes_on_the_same_columns_have_fingerprints_of_their_own(string? predicate, string included, string fingerprint) =>
        MissingIndex.FingerprintOf(Index(predicate, included)).ShouldBe(fingerprint);

    [Fact]
    public void They_are_about_the_same_place() => MissingIndex.PlaceOf(Index("state = 'queued'", "")).ShouldBe(MissingIndex.PlaceOf(Index(null, "")));

    [Theory]
    [InlineData(false, "unindexed-filter:jobs(kind)+(due)")]
    [InlineData(true, "unindexed-sort:jobs(kind)+(due)")]
    public void Stored_columns_beside_new_keys_are_a_part_of_the_index_that_is_missing(bool servesOrder, string fingerprint) =>
        MissingIndex.FingerprintOf(Index(null, "due") with { HasNewKeys = true, ServesOrder = servesOrder }).ShouldBe(fingerprint);

    private static ChosenIndex Index(string? predicate, string included) => new()
    {
        Name = "i",
        Index = new IndexDefinition
        {
            Schema = "public",
            Table = "jobs",
            Keys = [new IndexKey("kind", "kind", Descending: false, NullsFirst: false)],
            Included = included.Length == 0 ? [] : [included],
            Predicate = predicate,
        },
        ServesOrder = false,
        ServesForeignKey = false,
        Statements = [],
    };
}
