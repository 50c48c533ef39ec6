namespace Headroom.Load.Samples;

/// <summary>Gives every request to several sinks, one after the other.</summary>
public sealed class SampleTee(IReadOnlyList<ISampleSink> sinks) : ISampleSink
{
    /// <summary>One sink for several; null for none.</summary>
    public static ISampleSink? Of(params IReadOnlyList<ISampleSink> sinks) => sinks.Count switch
    {
        0 => null,
        1 => sinks[0],
        _ => new SampleTee(sinks),
    };

    /// <inheritdoc/>
    public void Begin(SampleHeader header)
    {
        foreach (var sink in sinks)
        {
            sink.Begin(header);
        }
    }

    /// <inheritdoc/>
    public void Write(ReadOnlySpan<RequestSample> samples)
    {
        foreach (var sink in sinks)
        {
            sink.Write(samples);
        }
    }
}
