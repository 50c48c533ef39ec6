using System.Text;
using Headroom.Model.Evidence;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Model.Evidence;

public sealed class IndexDefinitionTests
{
    [Theory]
    [InlineData("orders", "customer_id", "orders_customer_id_idx1")]
    [InlineData("Order Items", "createdAt", "Order_Items_createdAt_idx")]
    public void A_name_says_table_and_columns(string table, string column, string name) =>
        On(table, column).FreeName(new HashSet<string> { "orders_customer_id_idx" }).ShouldBe(name);

    [Theory]
    [InlineData('o')]
    [InlineData('ß')]
    [InlineData('注')]
    public void A_name_is_no_longer_than_the_bytes_that_the_server_keeps(char letter)
    {
        var index = On(new string(letter, 40), new string(letter, 40));
        var first = index.FreeName(new HashSet<string>());
        var second = index.FreeName(new HashSet<string> { first });

        Encoding.UTF8.GetByteCount(first).ShouldBeInRange(60, 63);
        Encoding.UTF8.GetByteCount(second).ShouldBeInRange(60, 63);
        first.ShouldEndWith("_idx");
        second.ShouldEndWith("_idx1");
    }

    [Theory]
    [InlineData("left", "public.nodes (\"left\")")]
    [InlineData("analyze", "public.nodes (\"analyze\")")]
    [InlineData("userId", "public.nodes (\"userId\")")]
    [InlineData("time", "public.nodes (time)")]
    [InlineData("name", "public.nodes (name)")]
    public void A_column_is_quoted_where_the_server_would_misread_it(string column, string shape) =>
        On("nodes", column).Shape.ShouldBe(shape);

    private static IndexDefinition On(string table, string column) =>
        new() { Schema = "public", Table = table, Keys = [new IndexKey(column, column, Descending: false, NullsFirst: false)] };
}
