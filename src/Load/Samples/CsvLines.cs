using System.Buffers;
using System.Text;

namespace Headroom.Load.Samples;

/// <summary>Comma-separated values with a heading; each label of requests has a column of its own, <c>tag_NAME</c>.</summary>
/// <remarks><b>Source:</b> RFC 4180, with line feeds alone.</remarks>
internal sealed class CsvLines : ISampleLines
{
    private const string Heading =
        "started_at,endpoint,intended_ms,began_ms,ended_ms,latency_ms,service_ms,status,error,failed,received_bytes,vu,iteration,warm_up";

    private static readonly byte[][] s_errors =
    [
        .. Enum.GetValues<ErrorKind>()
            .Select(static kind => Encoding.UTF8.GetBytes(kind == ErrorKind.None ? "" : kind.Text())),
    ];
    private static readonly SearchValues<char> s_special = SearchValues.Create(",\"\r\n");

    private DateTimeOffset _startedAt;
    private byte[][] _endpoints = [];
    private byte[][] _tags = [];

    /// <inheritdoc/>
    public void Begin(SampleHeader header, IBufferWriter<byte> output)
    {
        var names = header.Tags.SelectMany(static tags => tags.Keys)
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)
            .ToList();
        _startedAt = header.StartedAt;
        _endpoints = [.. header.Endpoints.Select(static name => Encoding.UTF8.GetBytes(Field(name)))];
        _tags =
        [
            .. header.Endpoints.Select((_, i) =>
                Encoding.UTF8.GetBytes(string.Concat(names.Select(name => "," + Field(ValueOf(header, i, name)))))),
        ];
        output.Write(Encoding.UTF8.GetBytes(Heading + string.Concat(names.Select(static name => "," + Field("tag_" + name))) + "\n"));
    }

    /// <inheritdoc/>
    public void Add(in RequestSample sample, IBufferWriter<byte> output)
    {
        output.Instant(_startedAt, sample.IntendedNs);
        output.Write(","u8);
        output.Write(_endpoints[sample.Endpoint]);
        output.Write(","u8);
        output.Milliseconds(sample.IntendedNs);
        output.Write(","u8);
        output.Milliseconds(sample.BeganNs);
        output.Write(","u8);
        output.Milliseconds(sample.EndedNs);
        output.Write(","u8);
        output.Milliseconds(sample.EndedNs - sample.IntendedNs);
        output.Write(","u8);
        output.Milliseconds(sample.EndedNs - sample.BeganNs);
        output.Write(","u8);
        if (sample.Status != 0)
        {
            output.Number(sample.Status);
        }

        output.Write(","u8);
        output.Write(s_errors[(int)sample.Error]);
        output.Write(","u8);
        output.Truth(sample.Failed);
        output.Write(","u8);
        output.Number(sample.Received);
        output.Write(","u8);
        output.Number(sample.Vu);
        output.Write(","u8);
        output.Number(sample.Iteration);
        output.Write(","u8);
        output.Truth(sample.WarmUp);
        output.Write(_tags[sample.Endpoint]);
        output.Write("\n"u8);
    }

    private static string ValueOf(SampleHeader header, int endpoint, string name) =>
        endpoint < header.Tags.Count && header.Tags[endpoint].TryGetValue(name, out var value) ? value : "";

    private static string Field(string text) => text.AsSpan().ContainsAny(s_special) ? $"\"{text.Replace("\"", "\"\"")}\"" : text;
}
