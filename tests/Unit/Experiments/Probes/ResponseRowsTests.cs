using System.Text;
using Headroom.Experiments.Probes;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Experiments.Probes;

public sealed class ResponseRowsTests
{
    [Theory]
    [InlineData("[1, 2, 3]", 3)]
    [InlineData("[]", 0)]
    [InlineData("""{"items": [{}, {}], "next": null}""", 2)]
    [InlineData("""{"data": {"clips": [{}, {}, {}]}, "total": 900}""", 3)]
    [InlineData("""{"warnings": [], "items": [1]}""", 1)]
    [InlineData("""{"total": 1, "items": [1, 2]}""", 2)]
    public void Rows_are_the_longest_list_of_the_response(string json, int rows) => Of(json).ShouldBe(rows);

    [Fact]
    public void Lists_inside_of_rows_do_not_count() => Of("""{"items": [{"tags": [1, 2, 3, 4]}, {"tags": [1, 2, 3]}]}""").ShouldBe(2);

    [Fact]
    public void Each_list_has_its_place()
    {
        var lists = ResponseRows.Lists(Encoding.UTF8.GetBytes("""{"facets": [1, 2, 3], "data": {"items": [{"tags": [1, 2]}], "total": 1}, "next": null}"""));

        lists.Select(list => (list.Key, list.Value)).ShouldBe([("data.items", 1), ("facets", 3)]);
        ResponseRows.Lists(Encoding.UTF8.GetBytes("[1, 2]")).Select(list => (list.Key, list.Value)).ShouldBe([("", 2)]);
    }

    [Fact]
    public void A_key_that_is_no_text_is_no_crash() => Of("""{"\ud800": [1]}""").ShouldBeNull();

    [Theory]
    [InlineData("""{"id": 1}""")]
    [InlineData("{}")]
    [InlineData("17")]
    [InlineData("null")]
    [InlineData("")]
    [InlineData("<html>")]
    [InlineData("[1, 2")]
    public void A_response_without_a_list_has_no_rows(string body) => Of(body).ShouldBeNull();

    [Fact]
    public void A_response_nested_without_end_is_no_crash() => Of(new string('[', 100_000)).ShouldBeNull();

    [Fact]
    public void A_byte_order_mark_is_no_part_of_the_list() => Of("\uFEFF[1, 2]").ShouldBe(2);

    [Theory]
    [InlineData("application/json; charset=utf-8", """[{"score": NaN}]""", true)]
    [InlineData("application/problem+json", "[1, 2", true)]
    [InlineData("application/json", """[{"score": null}]""", false)]
    [InlineData("application/json", "", false)]
    [InlineData("application/x-ndjson", "1\n2", false)]
    [InlineData("text/html", "<html>", false)]
    [InlineData(null, "<html>", false)]
    public void What_calls_itself_JSON_and_is_none_is_told_from_a_response_without_a_list(string? type, string body, bool isBroken) =>
        ResponseRows.IsBroken(type, Encoding.UTF8.GetBytes(body)).ShouldBe(isBroken);

    private static int? Of(string body) => ResponseRows.Of(Encoding.UTF8.GetBytes(body));
}
