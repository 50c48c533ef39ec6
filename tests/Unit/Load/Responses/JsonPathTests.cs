using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Headroom.Load;
using Headroom.Load.Responses;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Load.Responses;

public class JsonPathTests
{
    private const string Shop = """
        { "id": 7, "a.b": "dotted", "it's": 1, "": "nameless", "deep": { "id": "inner", "list": [[1, 2], [3]] },
          "items": [ { "sku": "x" }, { "id": "\u00e4\n\"\ud83d\ude00", "price": -1.50e2 }, null ], "none": null, "yes": true, "no": false, "Ä": "umlaut" }
        """;

    [Theory]
    [InlineData("$.id", "7", JsonValueKind.Number)]
    [InlineData("$['id']", "7", JsonValueKind.Number)]
    [InlineData("$[\"a.b\"]", "dotted", JsonValueKind.String)]
    [InlineData("$['it\\'s']", "1", JsonValueKind.Number)]
    [InlineData("$['']", "nameless", JsonValueKind.String)]
    [InlineData("$.Ä", "umlaut", JsonValueKind.String)]
    [InlineData("$.deep.id", "inner", JsonValueKind.String)]
    [InlineData("$.deep.list", "[[1, 2], [3]]", JsonValueKind.Array)]
    [InlineData("$.deep.list[1][0]", "3", JsonValueKind.Number)]
    [InlineData("$.deep.list[-2][-1]", "2", JsonValueKind.Number)]
    [InlineData("$.items[0]", "{ \"sku\": \"x\" }", JsonValueKind.Object)]
    [InlineData("$.items[*].id", "ä\n\"😀", JsonValueKind.String)]
    [InlineData("$.items[1].price", "-1.50e2", JsonValueKind.Number)]
    [InlineData("$.*.list[0][*]", "1", JsonValueKind.Number)]
    [InlineData("$.items[-1]", "null", JsonValueKind.Null)]
    [InlineData("$.none", "null", JsonValueKind.Null)]
    [InlineData("$.yes", "true", JsonValueKind.True)]
    [InlineData("$.no", "false", JsonValueKind.False)]
    public void Finds_the_first_value_at_a_path(string path, string expected, JsonValueKind kind) => Find(path, Shop).ShouldBe((kind, expected));

    [Theory]
    [InlineData("$.absent")]
    [InlineData("$.ID")]
    [InlineData("$.id.id")]
    [InlineData("$.deep[0]")]
    [InlineData("$.items.id")]
    [InlineData("$.items[3]")]
    [InlineData("$.items[-4]")]
    [InlineData("$.items[*].absent")]
    [InlineData("$.none.id")]
    public void Finds_nothing_where_nothing_is(string path) => Find(path, Shop).ShouldBeNull();

    [Theory]
    [InlineData("$", "5", "5")]
    [InlineData("$", " \"a\" ", "a")]
    [InlineData("$", "[1]", "[1]")]
    [InlineData("$.a", "\uFEFF{\"a\":1}", "1")]
    [InlineData("$.a", "{\"a\":1,\"a\":2}", "1")]
    [InlineData("$.a.b", "{\"a\":1,\"a\":{\"b\":2}}", "2")]
    [InlineData("$[0]", "[1] trailing words", "1")]
    [InlineData("$.a", "{\"a\":1, and what follows is not read", "1")]
    [InlineData("$.a", "{\"a\":\"\\ud800x\\u12\"}", null)]
    [InlineData("$.a", "{\"a\":\"\\ud800x\"}", "\uFFFDx")]
    [InlineData("$.a", "{\"\\u0061\":1}", "1")]
    public void Reads_no_further_than_the_value(string path, string json, string? expected) => Find(path, json)?.Text.ShouldBe(expected);

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("<html>")]
    [InlineData("{")]
    [InlineData("{\"a\"")]
    [InlineData("{\"a\":")]
    [InlineData("{\"a\":1")]
    [InlineData("{\"a\":\"x")]
    [InlineData("{\"b\":{}")]
    [InlineData("{'a':1}")]
    [InlineData("{\"b\":nul,\"a\":1}")]
    [InlineData("\"a\"")]
    public void What_is_no_JSON_has_no_value(string json) => Find("$.a", json).ShouldBeNull();

    [Theory]
    [InlineData("")]
    [InlineData("id")]
    [InlineData("$id")]
    [InlineData("$.")]
    [InlineData("$..id")]
    [InlineData("$.a.")]
    [InlineData("$[")]
    [InlineData("$[]")]
    [InlineData("$[a]")]
    [InlineData("$[-0]")]
    [InlineData("$[1.5]")]
    [InlineData("$[99999999999]")]
    [InlineData("$['a")]
    [InlineData("$['a'")]
    [InlineData("$['a'x]")]
    [InlineData("$.a]")]
    public void Says_what_is_wrong_with_a_path(string path)
    {
        JsonPath.Parse(path, out var mistake).ShouldBeNull();
        mistake.ShouldNotBeNullOrWhiteSpace();
    }

    [Fact]
    public void Deep_and_broken_texts_do_not_throw()
    {
        Find("$.a", "{\"b\":" + new string('[', 100_000)).ShouldBeNull();
        Find("$[*][*][*]", new string('[', 100_000)).ShouldBeNull();
        Find("$[0]", "[" + new string('[', 200) + new string(']', 200) + "]")!.Value.Kind.ShouldBe(JsonValueKind.Array);
        Prop.ForAll<byte[]>(static bytes => Every(bytes ?? [])).QuickCheckThrowOnFailure();
        Prop.ForAll(Gen.Elements("{", "}", "[", "]", ",", ":", "\"a\"", "1", "null", "\"", "\\", " ").ListOf().Select(string.Concat).ToArbitrary(),
            static text => Every(Encoding.UTF8.GetBytes(text))).QuickCheckThrowOnFailure();

        static bool Every(byte[] json)
        {
            foreach (var path in new[] { "$", "$.a", "$[0]", "$[-1]", "$[*].a" })
            {
                JsonPath.Parse(path, out _)!.TryFind(json, out _);
            }

            return true;
        }
    }

    [Fact]
    public void Agrees_with_a_document_on_every_cut_of_a_text()
    {
        var path = JsonPath.Parse("$.items[1].price", out _)!;
        var bytes = Encoding.UTF8.GetBytes(Shop);
        var end = Shop[..(Shop.IndexOf("e2", StringComparison.Ordinal) + 2)].Length;
        for (var i = 0; i < bytes.Length; i++)
        {
            path.TryFind(bytes.AsSpan(0, i), out var value).ShouldBe(i > Encoding.UTF8.GetByteCount(Shop[..end]), $"{i}");
        }
    }

    [Fact]
    public void Allocates_nothing()
    {
        var json = Encoding.UTF8.GetBytes(Shop);
        var path = JsonPath.Parse("$.items[*].id", out _)!;
        var into = new ByteBuffer();
        Allocation.Of(() => Look(json, path, into)).ShouldBe(0);

        static void Look(byte[] json, JsonPath path, ByteBuffer into)
        {
            for (var i = 0; i < 100; i++)
            {
                into.Clear();
                path.TryFind(json, out var value);
                value.CopyTo(into);
            }
        }
    }

    private static (JsonValueKind Kind, string Text)? Find(string path, string json)
    {
        var parsed = JsonPath.Parse(path, out var mistake);
        mistake.ShouldBeNull();
        if (!parsed!.TryFind(Encoding.UTF8.GetBytes(json), out var value))
        {
            return null;
        }

        var into = new ByteBuffer();
        value.CopyTo(into);
        return (value.Kind, Encoding.UTF8.GetString(into.Span));
    }
}
