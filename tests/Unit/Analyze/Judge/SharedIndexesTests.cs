using Headroom.Analyze.Judge;
using Headroom.Model.Findings;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Analyze.Judge;

public sealed class SharedIndexesTests
{
    private static readonly Finding Key = Of("unindexed-foreign-key", Severity.High, "", "customer_id");

    [Fact]
    public void An_index_that_begins_with_the_key_serves_it()
    {
        var only = SharedIndexes.Merge([Key, Of("unindexed-sort", Severity.Medium, "CREATE INDEX i ON orders (customer_id, placed_at)", "customer_id", "placed_at")]).ShouldHaveSingleItem();

        (only.Detector, only.Severity).ShouldBe(("unindexed-sort", Severity.High));
        only.Explanation.ShouldContain("serves the foreign key on customer_id");
    }

    [Theory]
    [InlineData("CREATE INDEX i ON orders (customer_id) WHERE status = 'open'", "customer_id")]
    [InlineData("CREATE INDEX i ON orders USING gin (customer_id)", "customer_id")]
    [InlineData("CREATE INDEX i ON orders (placed_at, customer_id)", "placed_at", "customer_id")]
    [InlineData("SET lock_timeout = '2s'", "customer_id")]
    public void Any_other_does_not(string up, params string[] columns) =>
        SharedIndexes.Merge([Key, Of("unindexed-filter", Severity.High, up, columns)]).Count.ShouldBe(2);

    [Fact]
    public void An_index_of_another_table_does_not() =>
        SharedIndexes.Merge([Key, Of("unindexed-filter", Severity.High, "CREATE INDEX i ON items (customer_id)", "customer_id") with { Subject = new Subject { Table = "items", Columns = ["customer_id"] } }])
            .Count.ShouldBe(2);

    private static Finding Of(string detector, Severity severity, string up, params string[] columns) => new()
    {
        Detector = detector,
        Fingerprint = $"{detector}:orders({string.Join(',', columns)})",
        Severity = severity,
        Confidence = Confidence.High,
        Title = detector,
        Explanation = "test",
        Subject = new Subject { Table = "orders", Columns = columns },
        Evidence = [],
        Remedies = up.Length == 0 ? [] : [new Remedy { Kind = RemedyKind.Index, Scope = RemedyScope.Schema, Up = up, Risk = "none" }],
        Effect = new Effect.Unknown("not tried"),
    };
}
