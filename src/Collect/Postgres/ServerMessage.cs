using Npgsql;

namespace Headroom.Collect.Postgres;

/// <summary>What a server's refusal may say outside the server.</summary>
/// <remarks>
/// The primary message of errors about names, states and rights is passed on. Errors about data quote the datum, and a function raises what
/// it likes: of those only the code is.
/// <para><b>Source:</b> PostgreSQL manual, appendix A, "PostgreSQL Error Codes": the first two characters are the class.</para>
/// </remarks>
public static class ServerMessage
{
    private static readonly string[] ClassesWithoutValues =
        ["08", "0A", "23", "25", "26", "28", "3D", "3F", "40", "42", "53", "54", "55", "57", "58"];

    /// <summary>The error in words, without values.</summary>
    public static string Of(Exception error) => error switch
    {
        PostgresException refusal when ClassesWithoutValues.Any(code => refusal.SqlState.StartsWith(code, StringComparison.Ordinal)) =>
            $"{refusal.MessageText} ({refusal.SqlState})",
        PostgresException { SqlState: PostgresErrorCodes.InvalidTextRepresentation } refusal =>
            $"a value does not have the form of its type, such as {{a,b}} of an array ({refusal.SqlState})",
        PostgresException refusal => $"error {refusal.SqlState}, whose text may hold values",
        { InnerException: TimeoutException } => "no answer within the time limit",
        _ => error.Message,
    };

    /// <summary>Whether the server ended a statement because its time was up.</summary>
    public static bool IsTimeout(PostgresException refusal) => refusal.SqlState == PostgresErrorCodes.QueryCanceled;
}
