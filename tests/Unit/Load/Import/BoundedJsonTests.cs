using System.Text;
using Headroom.Load.Import;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Load.Import;

public class BoundedJsonTests
{
    [Theory]
    [InlineData("""{"\ud800": 1, "a": "x"}""", "x")]
    [InlineData("""{"a\udc00": 1, "a": "x"}""", "x")]
    [InlineData("""{"a": "x\ud800"}""", "x\uFFFD")]
    [InlineData("""{"a": "\ud800\ud83d\ude00\ude00"}""", "\uFFFD\U0001F600\uFFFD")]
    [InlineData("""{"a": "\\ud800"}""", "\\ud800")]
    [InlineData("""{"a": "\\\uD800"}""", "\\\uFFFD")]
    [InlineData("""{"a": "\u0041\n\"\u00e9"}""", "A\n\"\u00e9")]
    public void A_half_of_a_surrogate_pair_is_a_replacement_and_all_else_stays(string json, string expected)
    {
        using var document = BoundedJson.Parse(Encoding.UTF8.GetBytes(json), "a test");
        document.RootElement.Text("a").ShouldBe(expected);
        document.RootElement.Text("b").ShouldBeNull();
        document.RootElement.EnumerateObject().Select(static field => field.Name).Last().ShouldBe("a");
    }

    [Fact]
    public void Bytes_that_are_no_text_are_replacements()
    {
        using var document = BoundedJson.Parse((byte[])[(byte)'{', (byte)'"', 0xFF, (byte)'"', (byte)':', (byte)'"', 0xC3, (byte)'"', (byte)'}'], "a test");
        document.RootElement.EnumerateObject().Select(static field => (field.Name, field.Value.GetString())).ShouldBe([("\uFFFD", "\uFFFD")]);
    }

    [Fact]
    public void What_needs_no_mending_is_not_copied()
    {
        ReadOnlyMemory<byte> json = """{"a": "\ud83d\ude00"}"""u8.ToArray();
        BoundedJson.Readable(json).Span.Overlaps(json.Span).ShouldBeTrue();
    }
}
