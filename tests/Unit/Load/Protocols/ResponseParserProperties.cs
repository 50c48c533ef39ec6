using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Headroom.Load.Protocols.Http1;
using Xunit;

namespace Headroom.Tests.Unit.Load.Protocols;

/// <summary>What holds of any response, however it is cut into pieces, and of any bytes at all.</summary>
public class ResponseParserProperties
{
    private static readonly Gen<string> s_text = Gen.Elements("", "a", "ok", "{\"id\":1}", "\r\n\r\n", "\n\n", "HTTP/1.1 500 No\r\n\r\n", "0\r\n\r\n", new string('z', 300));

    private static readonly Gen<string> s_fields = Gen.Elements(
        "", "Server: x\r\n", "X-Fold: a\r\n  b\r\n", "Date: today\nETag: \"1\"\r\n", "Connection: close\r\n", "Content-Type: text/plain\r\nVary: *\r\n");

    private static readonly Gen<string> s_interim = Gen.Elements("", "", "HTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\n", "HTTP/1.1 100 Continue\r\n\r\n");

    private static readonly Gen<string> s_response =
        from interim in s_interim
        from fields in s_fields
        from status in Gen.Elements(200, 201, 404, 500, 204)
        from parts in s_text.ListOf()
        from chunked in Gen.Elements(true, false)
        select $"{interim}HTTP/1.1 {status} Status\r\n{fields}" + (status, chunked) switch
        {
            (204, _) => "\r\n",
            (_, true) => $"Transfer-Encoding: chunked\r\n\r\n{Chunks(parts)}0;end\r\nX-Trailer: t\r\n\r\n",
            _ => $"Content-Length: {string.Concat(parts).Length}\r\n\r\n{string.Concat(parts)}",
        };

    private static readonly Arbitrary<(string Text, int[] Cuts)> s_cut =
        (from text in s_response from cuts in Gen.Choose(1, 40).ListOf() select (text, cuts.ToArray())).ToArbitrary();

    private static readonly Arbitrary<(string Text, int[] Cuts)> s_damaged =
        (from text in s_response
         from cuts in Gen.Choose(1, 40).ListOf()
         from place in Gen.Choose(0, 10_000)
         from length in Gen.Choose(0, 5)
         from noise in Gen.Choose(0, 255).Select(static value => (char)value).ListOf()
         select (Damaged(text, place % text.Length, length, string.Concat(noise)), cuts.ToArray())).ToArbitrary();

    [Fact]
    public void Any_cut_of_a_response_reads_the_same() => Prop.ForAll(s_cut, static cut =>
    {
        var whole = Read(cut.Text, []);
        return whole.StartsWith(nameof(ParseResult.Complete), StringComparison.Ordinal) && Read(cut.Text, cut.Cuts) == whole;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Any_damage_reads_the_same_however_it_is_cut() =>
        Prop.ForAll(s_damaged, static cut => Read(cut.Text, cut.Cuts) == Read(cut.Text, [])).QuickCheckThrowOnFailure();

    [Fact]
    public void Any_bytes_come_to_an_end() => Prop.ForAll<byte[]>(static bytes =>
        Read("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + Encoding.Latin1.GetString(bytes ?? []), [1, 3, 2]).Length > 0
        && Read("HTTP/1.1 200 OK\r\n" + Encoding.Latin1.GetString(bytes ?? []), [5]).Length > 0
        && Read(Encoding.Latin1.GetString(bytes ?? []), [7]).Length > 0).QuickCheckThrowOnFailure();

    private static string Damaged(string text, int at, int length, string noise) =>
        text[..at] + noise + text[Math.Min(text.Length, at + length)..];

    private static string Chunks(IEnumerable<string> parts) =>
        string.Concat(parts.Where(static part => part.Length > 0).Select(static part => $"{part.Length:x};a=b\r\n{part}\r\n"));

    // Pieces of these sizes, then the rest; each call that wants more must have taken all that it got.
    private static string Read(string text, int[] sizes)
    {
        var bytes = Encoding.Latin1.GetBytes(text);
        var parser = new ResponseParser { KeepBody = true };
        parser.Begin(isHead: false);
        var (at, next, interims) = (0, 0, 0);
        while (true)
        {
            var size = next < sizes.Length ? Math.Min(sizes[next++], bytes.Length - at) : bytes.Length - at;
            var isLast = at + size == bytes.Length;
            var result = parser.Parse(bytes.AsSpan(at, size), isLast, out var consumed);
            at += consumed;
            switch (result)
            {
                case ParseResult.NeedMore when consumed == size && !isLast:
                    break;
                case ParseResult.Interim100 when consumed > 0:
                    interims++;
                    break;
                case ParseResult.Malformed:
                    return nameof(ParseResult.Malformed);
                case ParseResult.Truncated:
                    return nameof(ParseResult.Truncated);
                case ParseResult.Complete:
                    return $"{result} {at} {interims} {parser.Status} {parser.KeepAlive} {parser.BodyBytes} {Encoding.Latin1.GetString(parser.Body)} "
                        + string.Join('|', parser.Headers());
                default:
                    throw new InvalidOperationException($"{result} after {consumed} of {size}");
            }
        }
    }
}
