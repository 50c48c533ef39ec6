using Headroom.Analyze.Shortlist;
using Headroom.Model.Evidence;
using Shouldly;
using Xunit;
using static Headroom.Tests.Unit.Analyze.Given;

namespace Headroom.Tests.Unit.Analyze.Shortlist;

public sealed class QuotedColumnsTests
{
    private const string Query = "SELECT * FROM t WHERE \"userId\" = $1 ORDER BY \"createdAt\" LIMIT 20";

    [Fact]
    public void A_column_that_the_catalogue_quotes_is_no_second_key()
    {
        var scan = Scan("t", 20, 90_000, "(t.\"userId\" = $1)", "Index Scan") with { Index = "existing" };
        var catalogue = Catalogue([Table("t", 200_000, "id", "userId", "createdAt")], Existing("createdAt", "userId"));

        var shapes = IndexCandidates.Of(Plans((Query, Node("Limit", 20, scan))), catalogue).Select(candidate => candidate.Shape).ToList();

        shapes.ShouldContain("public.t (\"userId\", \"createdAt\")");
        shapes.ShouldNotContain("public.t (\"userId\", \"createdAt\", \"userId\")");
    }

    [Theory]
    [InlineData("userId", true)]
    [InlineData("createdAt", false)]
    public void An_index_on_a_quoted_column_begins_with_it(string column, bool begins) =>
        IndexChoice.HasKeysOf(
            Existing("userId", "createdAt"), new IndexDefinition { Schema = "public", Table = "t", Keys = [new IndexKey(column, column, false, false)] })
            .ShouldBe(begins);

    // As the catalogue is read: the key as the server prints it.
    private static IndexFacts Existing(params string[] columns) =>
        Index("t", "existing", null) with { Keys = [.. columns.Select(column => new IndexKey(column, $"\"{column}\"", false, false))] };
}
