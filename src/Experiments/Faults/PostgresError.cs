using System.Buffers.Binary;
using System.Text;

namespace Headroom.Experiments.Faults;

/// <summary>An error that ends a PostgreSQL connection.</summary>
/// <param name="Code">The SQLSTATE: five digits or capital letters.</param>
/// <param name="Message">The text, as the server would say it.</param>
/// <remarks><b>Source:</b> PostgreSQL manual, appendix A "Error Codes", and 55.7 "Message Formats" and 55.8 "Error and Notice Message
/// Fields".</remarks>
public sealed record PostgresError(string Code, string Message)
{
    private const int LongestMessage = 1000;

    /// <summary>53300: every slot is taken. What a service sees whose pools are larger than max_connections.</summary>
    public static PostgresError TooManyConnections { get; } = new("53300", "sorry, too many clients already");

    /// <summary>57P01: an administrator ended the session; restarts and failovers say so to every open connection.</summary>
    public static PostgresError AdminShutdown { get; } = new("57P01", "terminating connection due to administrator command");

    /// <summary>What is wrong with it; null when nothing is.</summary>
    public string? Mistake =>
        Code.Length != 5 || !Code.All(static letter => char.IsAsciiDigit(letter) || char.IsAsciiLetterUpper(letter))
            ? "code has five digits or capital letters"
        : Message.Length > LongestMessage || Message.Contains('\0') ? "message is at most 1000 letters long and holds no NUL"
        : null;

    /// <summary>The text that the server has for a code that is asked for without one.</summary>
    internal static string MessageOf(string code) => code switch
    {
        "53300" => TooManyConnections.Message,
        "57P01" => AdminShutdown.Message,
        "57P02" => "terminating connection because of crash of another server process",
        "57P03" => "the database system is starting up",
        "57P04" => "database was dropped",
        "57P05" => "terminating connection due to idle-session timeout",
        "25P03" => "terminating connection due to idle-in-transaction timeout",
        "53400" => "configured limit exceeded",
        _ => "terminating connection",
    };

    /// <summary>The ErrorResponse message, severity FATAL.</summary>
    internal byte[] ToBytes()
    {
        var fields = Encoding.UTF8.GetBytes($"SFATAL\0VFATAL\0C{Code}\0M{Message}\0\0");
        var bytes = new byte[fields.Length + 5];
        bytes[0] = (byte)'E';
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(1), fields.Length + 4);
        fields.CopyTo(bytes, 5);
        return bytes;
    }
}
