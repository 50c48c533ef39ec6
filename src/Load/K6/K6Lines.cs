namespace Headroom.Load.K6;

/// <summary>Cuts a stream into lines.</summary>
internal static class K6Lines
{
    // A sample is some hundred bytes; a script may put much into its tags.
    private const int MaxLine = 1 << 20;

    /// <summary>Gives every line to a reader until the stream ends; a line that is longer than a megabyte is cut there.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="reader">Who reads the lines.</param>
    /// <param name="onSecond">Called whenever the reader has reached another second of the run.</param>
    /// <param name="stop">Ends the reading.</param>
    public static async Task ReadAsync(Stream stream, K6Reader reader, Action onSecond, CancellationToken stop)
    {
        var buffer = new byte[MaxLine];
        var (held, second) = (0, reader.Second);
        while (await stream.ReadAsync(buffer.AsMemory(held), stop) is > 0 and var read)
        {
            held = ReadLines(buffer.AsSpan(0, held + read), reader);
            if (reader.Second != second)
            {
                second = reader.Second;
                onSecond();
            }
        }

        reader.Read(buffer.AsSpan(0, held));
    }

    // Answers how much of an unfinished line was moved to the front.
    private static int ReadLines(Span<byte> bytes, K6Reader reader)
    {
        var rest = bytes;
        while (rest.IndexOf((byte)'\n') is >= 0 and var end)
        {
            reader.Read(rest[..end]);
            rest = rest[(end + 1)..];
        }

        if (rest.Length == MaxLine)
        {
            reader.Read(rest);
            return 0;
        }

        rest.CopyTo(bytes);
        return rest.Length;
    }
}
