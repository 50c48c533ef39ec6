using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Headroom.Load;
using Headroom.Load.Responses;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Load.Responses;

public class ProtoMessageTests
{
    // The first three are the examples of protobuf.dev, "Encoding".
    [Theory]
    [InlineData("""{"1": 150}""", "08 96 01")]
    [InlineData("""{"2": "testing"}""", "12 07 74 65 73 74 69 6e 67")]
    [InlineData("""{"3": {"1": 150}}""", "1a 03 08 96 01")]
    [InlineData("""{"1": -2}""", "08 fe ff ff ff ff ff ff ff ff 01")]
    [InlineData("""{"1": 18446744073709551615}""", "08 ff ff ff ff ff ff ff ff ff 01")]
    [InlineData("""{"1": 0, "2": true, "3": false, "4": null}""", "08 00 10 01 18 00")]
    [InlineData("""{"1": [1, 2], "2": []}""", "08 01 08 02")]
    [InlineData("""{"1": {}, "2": ""}""", "0a 00 12 00")]
    [InlineData("""{"1": {"sint": -1}, "2": {"sint": 1}}""", "08 01 10 02")]
    [InlineData("""{"1": {"sint": -9223372036854775808}}""", "08 ff ff ff ff ff ff ff ff ff 01")]
    [InlineData("""{"1": {"double": 1.5}}""", "09 00 00 00 00 00 00 f8 3f")]
    [InlineData("""{"1": {"float": 1.5}}""", "0d 00 00 c0 3f")]
    [InlineData("""{"1": {"fixed32": -1}, "2": {"fixed32": 4294967295}}""", "0d ff ff ff ff 15 ff ff ff ff")]
    [InlineData("""{"1": {"fixed64": 258}}""", "09 02 01 00 00 00 00 00 00")]
    [InlineData("""{"1": {"base64": "AAE="}}""", "0a 02 00 01")]
    [InlineData("""{"536870911": 1}""", "f8 ff ff ff 0f 01")]
    [InlineData("{}", "")]
    public void Writes_a_message(string json, string hex)
    {
        var (bytes, mistake) = Encode(json);
        mistake.ShouldBeNull();
        Convert.ToHexStringLower(bytes).ShouldBe(hex.Replace(" ", ""));
    }

    [Fact]
    public void Makes_room_for_the_length_of_a_long_submessage()
    {
        var text = new string('x', 300);
        var (bytes, _) = Encode($$$"""{"1": {"2": "{{{text}}}", "3": {"1": "{{{text}}}"}}, "4": 1}""");
        ToJson(bytes).ShouldBe($$$"""{"1":{"2":"{{{text}}}","3":{"1":"{{{text}}}"}},"4":1}""");
    }

    [Theory]
    [InlineData("", "no valid JSON")]
    [InlineData("{", "no valid JSON")]
    [InlineData("[1]", "a message is a JSON object")]
    [InlineData("""{"name": 1}""", "$.name: expected the number of a field")]
    [InlineData("""{"0": 1}""", "$.0: expected the number")]
    [InlineData("""{"536870912": 1}""", "expected the number")]
    [InlineData("""{"1": {"2": {"text": 1}}}""", "$.1.2.text: expected the number of a field, or double")]
    [InlineData("""{"1": {"a": 1, "b": 2}}""", "$.1.a: expected the number of a field")]
    [InlineData("""{"1": 1.5}""", "$.1: no integer; write {\"double\": 1.5}")]
    [InlineData("""{"1": 18446744073709551616}""", "no integer")]
    [InlineData("""{"1": [[1]]}""", "an array within an array")]
    [InlineData("""{"1": {"sint": 1.5}}""", "$.1: 1.5 is no sint")]
    [InlineData("""{"1": {"fixed32": 4294967296}}""", "is no fixed32")]
    [InlineData("""{"1": {"base64": "?"}}""", "is no base64")]
    [InlineData("""{"1": "\ud800"}""", "surrogate")]
    public void Says_what_is_wrong_and_writes_nothing(string json, string mistake)
    {
        var (bytes, said) = Encode(json);
        said.ShouldNotBeNull().ShouldContain(mistake);
        bytes.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("", "{}")]
    [InlineData("08 96 01", """{"1":150}""")]
    [InlineData("12 07 74 65 73 74 69 6e 67", """{"2":"testing"}""")]
    [InlineData("1a 03 08 96 01", """{"3":{"1":150}}""")]
    [InlineData("08 fe ff ff ff ff ff ff ff ff 01", """{"1":-2}""")]
    [InlineData("10 02 08 01 10 03", """{"1":1,"2":[2,3]}""")]
    [InlineData("0a 02 c3 a4", """{"1":"ä"}""")]
    [InlineData("0a 00", """{"1":""}""")]
    [InlineData("0a 02 00 01", """{"1":{"base64":"AAE="}}""")]
    [InlineData("0a 02 c3 28", """{"1":{"base64":"wyg="}}""")]
    [InlineData("0a 03 61 0a 62", """{"1":"a\nb"}""")]
    [InlineData("09 00 00 00 00 00 00 f8 3f", """{"1":1.5}""")]
    [InlineData("09 02 01 00 00 00 00 00 00", """{"1":258}""")]
    [InlineData("09 00 00 00 00 00 00 f0 7f", """{"1":9218868437227405312}""")]
    [InlineData("09 00 00 00 00 00 00 00 00", """{"1":0}""")]
    [InlineData("0d 00 00 c0 3f", """{"1":1.5}""")]
    [InlineData("0d 05 00 00 00", """{"1":5}""")]
    [InlineData("0d 00 00 c0 7f", """{"1":2143289344}""")]
    public void Reads_a_message_without_its_schema(string hex, string json) => ToJson(Bytes(hex)).ShouldBe(json);

    [Theory]
    [InlineData("08")]
    [InlineData("08 96")]
    [InlineData("00 01")]
    [InlineData("0a 05 61")]
    [InlineData("0a ff ff ff ff 0f")]
    [InlineData("0b 0c")]
    [InlineData("0e")]
    [InlineData("0d 01 02 03")]
    [InlineData("09 01 02 03 04 05 06 07")]
    [InlineData("08 ff ff ff ff ff ff ff ff ff 02")]
    [InlineData("08 ff ff ff ff ff ff ff ff ff ff 01")]
    public void What_is_no_message_is_told(string hex) => ToJson(Bytes(hex)).ShouldBeNull();

    [Fact]
    public void Any_bytes_are_JSON_or_no_message()
    {
        Prop.ForAll<byte[]>(static bytes => IsJsonOrNone(bytes ?? [])).QuickCheckThrowOnFailure();
        Prop.ForAll(
            Gen.Elements<byte>(0x0a, 0x08, 0x12, 0x02, 0x04, 0x09, 0x0d, 0x00, 0x61, 0xff, 0x80, 0x0a).ListOf().Select(static bytes => bytes.ToArray()).ToArbitrary(),
            IsJsonOrNone).QuickCheckThrowOnFailure();

        static bool IsJsonOrNone(byte[] bytes)
        {
            if (ToJson(bytes) is { } json)
            {
                JsonDocument.Parse(json).Dispose();
            }

            return true;
        }
    }

    [Fact]
    public void Texts_and_integers_at_any_depth_come_back() => Prop.ForAll(MessageOf(3).ToArbitrary(), static json =>
    {
        var (bytes, mistake) = Encode(json);
        return mistake is null && JsonElement.DeepEquals(JsonElement.Parse(ToJson(bytes)!), JsonElement.Parse(json));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Deep_and_long_messages_are_bounded()
    {
        var deep = Bytes("08 01");
        for (var i = 0; i < 200; i++)
        {
            deep = Bytes("0a").Concat(Varint(deep.Length)).Concat(deep).ToArray();
        }

        JsonDocument.Parse(ToJson(deep)!).RootElement.TryGetProperty("1", out _).ShouldBeTrue();
        ToJson([.. Enumerable.Repeat(Bytes("08 01"), 100_000).SelectMany(static field => field)]).ShouldNotBeNull();
        ToJson([.. Enumerable.Repeat(Bytes("08 01"), 100_001).SelectMany(static field => field)]).ShouldBeNull();

        static IEnumerable<byte> Varint(int value) => value < 128 ? [(byte)value] : [(byte)(value & 0x7F | 0x80), (byte)(value >> 7)];
    }

    // A field number from 1 to 3 makes tags that are control characters, so that a message is never taken for a text.
    private static Gen<string> MessageOf(int depth) =>
        from one in ValueOf(depth)
        from two in ValueOf(depth)
        from three in Gen.Choose(int.MinValue, int.MaxValue)
        select $$"""{"1":{{one}},"2":[{{two}},{{three}}],"3":{{three}}}""";

    private static Gen<string> ValueOf(int depth) => depth == 0
        ? Gen.OneOf(Gen.Choose(-1000, 1000).Select(static value => value.ToString()), Gen.Elements("\"\"", "\"text\"", "\"äö 😀\""))
        : Gen.OneOf(ValueOf(0), MessageOf(depth - 1));

    private static (byte[] Bytes, string? Mistake) Encode(string json)
    {
        var into = new ByteBuffer();
        var mistake = ProtoMessage.Encode(Encoding.UTF8.GetBytes(json), into);
        return (into.Span.ToArray(), mistake);
    }

    private static string? ToJson(byte[] message)
    {
        var into = new ByteBuffer();
        var isMessage = ProtoMessage.ToJson(message, into);
        (isMessage || into.Length == 0).ShouldBeTrue();
        return isMessage ? Encoding.UTF8.GetString(into.Span) : null;
    }

    private static byte[] Bytes(string hex) => Convert.FromHexString(hex.Replace(" ", ""));
}
