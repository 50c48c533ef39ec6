using Headroom.Analyze.Detectors.Database;
using Headroom.Model.Evidence;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Analyze.Detectors.Database;

public sealed class IndexThereTests
{
    private static readonly IndexDefinition Wanted = new() { Schema = "public", Table = "orders", Keys = [Key("customer_id"), Key("placed_at")] };

    [Fact]
    public void An_index_with_the_same_keys_is_there_and_so_is_one_with_more() =>
        (IsThere("customer_id", "placed_at"), IsThere("customer_id", "placed_at", "id")).ShouldBe((true, true));

    [Fact]
    public void Behind_an_equality_either_direction_gives_the_order() => IsThere("customer_id", "placed_at DESC").ShouldBeTrue();

    [Fact]
    public void An_index_with_fewer_keys_or_in_another_order_is_another_one() =>
        (IsThere("customer_id"), IsThere("placed_at", "customer_id"), IsThere()).ShouldBe((false, false, false));

    [Fact]
    public void An_index_of_a_part_of_the_rows_is_another_one() =>
        MissingIndex.IsThere(Wanted, Given.Catalogue([Table], Given.Index("orders", "i", "note IS NULL", "customer_id", "placed_at"))).ShouldBeFalse();

    [Fact]
    public void An_index_on_columns_alone_does_not_store_further_ones() =>
        MissingIndex.IsThere(Wanted with { Included = ["note"] }, Given.Catalogue([Table], Given.Index("orders", "i", null, "customer_id", "placed_at"))).ShouldBeFalse();

    [Fact]
    public void A_table_that_is_gone_has_no_index() => MissingIndex.IsThere(Wanted, Given.Catalogue([])).ShouldBeFalse();

    private static TableFacts Table => Given.Table("orders", 100_000, "id", "customer_id", "placed_at", "note");

    private static bool IsThere(params string[] keys) =>
        MissingIndex.IsThere(Wanted, keys.Length == 0 ? Given.Catalogue([Table]) : Given.Catalogue([Table], Given.Index("orders", "i", null, keys)));

    private static IndexKey Key(string column) => new(column, column, Descending: false, NullsFirst: false);
}
