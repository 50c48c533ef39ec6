using System.Text;
using Headroom.Load.Responses;

namespace Headroom.Tests.Unit.Load.Responses;

/// <summary>A response that a test makes up.</summary>
internal sealed class CannedResponse(int status, byte[] body, params (string Name, string Value)[] headers) : ResponseView
{
    public CannedResponse(int status, string body, params (string Name, string Value)[] headers)
        : this(status, Encoding.UTF8.GetBytes(body), headers)
    {
    }

    public override int Status => status;

    public override ReadOnlySpan<byte> Body => body;

    public override bool TryHeader(ReadOnlySpan<byte> lowerName, out ReadOnlySpan<byte> value)
    {
        foreach (var header in headers)
        {
            if (Ascii.EqualsIgnoreCase(Encoding.UTF8.GetBytes(header.Name), lowerName))
            {
                value = Encoding.UTF8.GetBytes(header.Value);
                return true;
            }
        }

        value = default;
        return false;
    }

    public override bool HasHeaderThatBegins(ReadOnlySpan<byte> lowerStart)
    {
        var start = Encoding.UTF8.GetString(lowerStart);
        return headers.Any(header => header.Name.StartsWith(start, StringComparison.OrdinalIgnoreCase));
    }

    public override IReadOnlyList<KeyValuePair<string, string>> Headers() =>
        [.. headers.Select(static header => new KeyValuePair<string, string>(header.Name, header.Value))];
}
