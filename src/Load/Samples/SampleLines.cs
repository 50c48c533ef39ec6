using System.Buffers;
using System.Buffers.Text;

namespace Headroom.Load.Samples;

/// <summary>One format of samples, a line a request.</summary>
internal interface ISampleLines
{
    /// <summary>What stands before the first line, and what all lines share.</summary>
    void Begin(SampleHeader header, IBufferWriter<byte> output);

    /// <summary>The line of one request.</summary>
    void Add(in RequestSample sample, IBufferWriter<byte> output);
}

/// <summary>Writes UTF-8 without allocating.</summary>
internal static class SampleText
{
    private const int Longest = 64;
    private const long NanosecondsPerMillisecond = 1_000_000;

    private static readonly StandardFormat s_sixDigits = new('D', 6);

    /// <summary>A whole number.</summary>
    public static void Number(this IBufferWriter<byte> output, long value)
    {
        Utf8Formatter.TryFormat(value, output.GetSpan(Longest), out var written);
        output.Advance(written);
    }

    /// <summary>Nanoseconds as milliseconds with six decimals: exact.</summary>
    public static void Milliseconds(this IBufferWriter<byte> output, long nanoseconds)
    {
        var (whole, rest) = Math.DivRem(Math.Abs(nanoseconds), NanosecondsPerMillisecond);
        if (nanoseconds < 0)
        {
            output.Write("-"u8);
        }

        output.Number(whole);
        output.Write("."u8);
        Utf8Formatter.TryFormat(rest, output.GetSpan(Longest), out var written, s_sixDigits);
        output.Advance(written);
    }

    /// <summary>true or false.</summary>
    public static void Truth(this IBufferWriter<byte> output, bool value) => output.Write(value ? "true"u8 : "false"u8);

    /// <summary>An instant of the run as ISO 8601 in UTC with seven decimals.</summary>
    public static void Instant(this IBufferWriter<byte> output, DateTimeOffset start, long nanoseconds)
    {
        start.UtcDateTime.AddTicks(nanoseconds / TimeSpan.NanosecondsPerTick).TryFormat(output.GetSpan(Longest), out var written, "O");
        output.Advance(written);
    }
}
