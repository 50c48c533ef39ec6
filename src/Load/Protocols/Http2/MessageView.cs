using System.Net.Http.Headers;
using System.Text;
using Headroom.Load.Protocols.Http1;
using Headroom.Load.Responses;

namespace Headroom.Load.Protocols.Http2;

/// <summary>A response of the platform's client as checks and extractions see it.</summary>
internal sealed class MessageView : ResponseView
{
    private readonly List<KeyValuePair<string, string>> _fields = [];
    private HttpResponseMessage? _response;
    private int _heads;

    /// <summary>Where the body goes.</summary>
    public BodySink Content { get; } = new();

    /// <summary>What stands for the kept part of the body, when that is not what came; null for what came.</summary>
    public ReadOnlyMemory<byte>? Translation { get; set; }

    /// <summary>Whether trailers count as headers.</summary>
    public bool WithTrailers { get; set; }

    /// <summary>The status that stands for that of HTTP; null for that of HTTP.</summary>
    public int? MappedStatus { get; set; }

    /// <inheritdoc/>
    public override int Status => MappedStatus ?? (int?)_response?.StatusCode ?? 0;

    /// <inheritdoc/>
    public override ReadOnlySpan<byte> Body => (Translation ?? Content.Kept).Span;

    /// <summary>Forgets the last response.</summary>
    public void Clear()
    {
        (_response, MappedStatus, Translation) = (null, null, null);
        Content.Clear();
        _fields.Clear();
    }

    /// <summary>Shows a response.</summary>
    public void Begin(HttpResponseMessage response) => _response = response;

    /// <inheritdoc/>
    public override bool TryHeader(ReadOnlySpan<byte> lowerName, out ReadOnlySpan<byte> value)
    {
        foreach (var (name, text) in Fields())
        {
            if (Ascii.EqualsIgnoreCase(lowerName, name))
            {
                value = Encoding.Latin1.GetBytes(text);
                return true;
            }
        }

        value = default;
        return false;
    }

    /// <inheritdoc/>
    public override bool HasHeaderThatBegins(ReadOnlySpan<byte> lowerStart)
    {
        foreach (var (name, _) in Fields())
        {
            if (name.Length >= lowerStart.Length && Ascii.EqualsIgnoreCase(lowerStart, name.AsSpan(0, lowerStart.Length)))
            {
                return true;
            }
        }

        return false;
    }

    /// <inheritdoc/>
    public override IReadOnlyList<KeyValuePair<string, string>> Headers() =>
        [.. Fields().Take(_heads).Select(static field => new KeyValuePair<string, string>(field.Key, TextOf(field.Value)))];

    // The platform was told to read values as Latin-1, which keeps their bytes.
    private static string TextOf(string value) => Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(value));

    // Headers, then trailers; read from the response once somebody asks.
    private List<KeyValuePair<string, string>> Fields()
    {
        if (_fields.Count == 0 && _response is not null)
        {
            Add(_response.Headers);
            Add(_response.Content.Headers);
            _heads = _fields.Count;
            if (WithTrailers)
            {
                Add(_response.TrailingHeaders);
            }
        }

        return _fields;
    }

    private void Add(HttpHeaders headers)
    {
        foreach (var (name, values) in headers.NonValidated)
        {
            foreach (var value in values)
            {
                _fields.Add(new(name, value));
            }
        }
    }
}
