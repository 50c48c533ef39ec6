using Clipper.Defects;
using Microsoft.AspNetCore.Diagnostics;
using Npgsql;

namespace Clipper.Api;

/// <summary>What a request gets that cannot be served: a short JSON problem.</summary>
public static class Problem
{
    public static IResult BadInput(string why) => Of(StatusCodes.Status400BadRequest, why);

    public static IResult NoSuch(string thing) => Of(StatusCodes.Status404NotFound, $"no such {thing}");

    public static IResult Unauthorized() => Of(StatusCodes.Status401Unauthorized, "a valid bearer token is needed");

    public static IResult Of(int status, string title) => Results.Problem(title: title, statusCode: status);

    /// <summary>True where the database is too slow or too busy: the 503 says so, and a trace for each would only add to the load.</summary>
    public static bool IsOverload(Exception thrown) =>
        thrown is PostgresException { SqlState: PostgresErrorCodes.QueryCanceled } or NpgsqlException { InnerException: TimeoutException };

    /// <summary>A database that is too slow or too busy is 503, what no handler expected is 500.</summary>
    public static async Task Answer(HttpContext context)
    {
        var thrown = context.Features.Get<IExceptionHandlerFeature>()?.Error;
        var problem = thrown switch
        {
            BadHttpRequestException bad => Of(bad.StatusCode, bad.Message),
            PostgresException { SqlState: PostgresErrorCodes.QueryCanceled } => Of(503, "a statement took longer than the database allows"),
            NpgsqlException { InnerException: TimeoutException } => Of(503, "no database connection became free in time"),
            NpgsqlException => Of(503, "the database cannot be used"),
            _ => Of(500, "the request failed"),
        };
        if (problem is IStatusCodeHttpResult { StatusCode: StatusCodes.Status503ServiceUnavailable })
            context.Response.TellWhen(context.RequestServices.GetRequiredService<Switches>());
        await problem.ExecuteAsync(context);
    }
}
