using Headroom.Analyze.Shortlist;
using Headroom.Model.Evidence;
using Shouldly;
using Xunit;
using static Headroom.Tests.Unit.Analyze.Given;

namespace Headroom.Tests.Unit.Analyze.Shortlist;

public sealed class ReferredRowsTests
{
    [Theory]
    [InlineData("UPDATE users SET id = $2 WHERE id = $1", 1)]
    [InlineData("UPDATE users SET name = (SELECT n FROM names WHERE k = 1), (place, id) = ($2, $3) WHERE id = $1", 1)]
    [InlineData("UPDATE users SET \"id\" = $2", 1)]
    [InlineData("UPDATE users SET name = $2 WHERE id = $1 RETURNING id", 0)]
    [InlineData("UPDATE users AS u SET name = $2, place = $3 WHERE u.id = $1", 0)]
    [InlineData("INSERT INTO users (id, name) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET name = $2 WHERE users.id > 0", 0)]
    [InlineData("WITH moved AS (UPDATE users SET name = $2 WHERE id = $1) DELETE FROM users WHERE id = $3", 1)]
    public void An_update_looks_for_referring_rows_only_where_it_gives_the_key_another_value(string query, int proposed)
    {
        var plan = Node("ModifyTable", 0) with { Relation = "users", Schema = "public" };
        var catalogue = Catalogue([Table("orders", 200_000, "id", "user_id")]) with
        {
            ForeignKeys = [new ForeignKeyFacts("public", "orders", "orders_user_id_fkey", ["user_id"], "users", ["id"])],
        };

        IndexCandidates.Of(Plans((query, plan)), catalogue).Count.ShouldBe(proposed);
    }

    [Theory]
    [InlineData("(user_id IS NOT NULL)", 0)]
    [InlineData("(id > 5)", 1)]
    public void Referring_rows_that_a_partial_index_finds_need_no_other(string predicate, int proposed)
    {
        var plan = Node("ModifyTable", 0) with { Relation = "users", Schema = "public" };
        var catalogue = Catalogue([Table("orders", 200_000, "id", "user_id")], Index("orders", "existing", predicate, "user_id")) with
        {
            ForeignKeys = [new ForeignKeyFacts("public", "orders", "orders_user_id_fkey", ["user_id"], "users", ["id"])],
        };

        IndexCandidates.Of(Plans(("DELETE FROM users WHERE id = $1", plan)), catalogue).Count.ShouldBe(proposed);
    }
}
