using Headroom.Analyze.Derive;
using Headroom.Model.Evidence;
using Shouldly;
using Xunit;
using static Headroom.Tests.Unit.Analyze.Given;

namespace Headroom.Tests.Unit.Analyze.Derive;

public sealed class ForeignKeysTests
{
    [Fact]
    public void Are_unindexed_where_no_index_starts_with_their_columns_in_the_order_of_their_tables()
    {
        var catalogue = Given.Catalogue([Table("votes", 9, "user_id", "clip_id")], Index("votes", "i", null, "clip_id")) with
        {
            ForeignKeys =
            [
                new ForeignKeyFacts("public", "votes", "v2", ["user_id"], "users"), new ForeignKeyFacts("public", "votes", "v1", ["clip_id"], "clips"),
                new ForeignKeyFacts("public", "clips", "c1", ["user_id"], "users"), new ForeignKeyFacts("public", "votes", "v3", ["user_id"], "users"),
            ],
        };

        ForeignKeys.Unindexed(catalogue).Select(key => (key.Key.Name, key.Table?.Name)).ShouldBe([("c1", null), ("v2", "votes")]);
    }
}
