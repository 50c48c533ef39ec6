using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Headroom.Load.Samples;

/// <summary>A JSON object a line.</summary>
internal sealed class NdjsonLines : ISampleLines
{
    private static readonly byte[][] s_errors =
    [
        .. Enum.GetValues<ErrorKind>()
            .Select(static kind => kind == ErrorKind.None ? "null"u8.ToArray() : Encoding.UTF8.GetBytes($"\"{kind.Text()}\"")),
    ];

    private DateTimeOffset _startedAt;
    private byte[][] _endpoints = [];
    private byte[][] _tags = [];

    /// <inheritdoc/>
    public void Begin(SampleHeader header, IBufferWriter<byte> output)
    {
        _startedAt = header.StartedAt;
        _endpoints = [.. header.Endpoints.Select(static name => Encoding.UTF8.GetBytes(Quoted(name)))];
        _tags =
        [
            .. header.Tags.Select(static tags => Encoding.UTF8.GetBytes(
                "{" + string.Join(',', tags.Select(static tag => $"{Quoted(tag.Key)}:{Quoted(tag.Value)}")) + "}")),
        ];
    }

    /// <inheritdoc/>
    public void Add(in RequestSample sample, IBufferWriter<byte> output)
    {
        output.Write("{\"started_at\":\""u8);
        output.Instant(_startedAt, sample.IntendedNs);
        output.Write("\",\"endpoint\":"u8);
        output.Write(_endpoints[sample.Endpoint]);
        output.Write(",\"intended_ms\":"u8);
        output.Milliseconds(sample.IntendedNs);
        output.Write(",\"began_ms\":"u8);
        output.Milliseconds(sample.BeganNs);
        output.Write(",\"ended_ms\":"u8);
        output.Milliseconds(sample.EndedNs);
        output.Write(",\"latency_ms\":"u8);
        output.Milliseconds(sample.EndedNs - sample.IntendedNs);
        output.Write(",\"service_ms\":"u8);
        output.Milliseconds(sample.EndedNs - sample.BeganNs);
        output.Write(",\"status\":"u8);
        if (sample.Status == 0)
        {
            output.Write("null"u8);
        }
        else
        {
            output.Number(sample.Status);
        }

        output.Write(",\"error\":"u8);
        output.Write(s_errors[(int)sample.Error]);
        output.Write(",\"failed\":"u8);
        output.Truth(sample.Failed);
        output.Write(",\"received_bytes\":"u8);
        output.Number(sample.Received);
        output.Write(",\"vu\":"u8);
        output.Number(sample.Vu);
        output.Write(",\"iteration\":"u8);
        output.Number(sample.Iteration);
        output.Write(",\"warm_up\":"u8);
        output.Truth(sample.WarmUp);
        output.Write(",\"tags\":"u8);
        output.Write(sample.Endpoint < _tags.Length ? _tags[sample.Endpoint] : "{}"u8);
        output.Write("}\n"u8);
    }

    private static string Quoted(string text) => $"\"{JsonEncodedText.Encode(text)}\"";
}
