using System.CommandLine;
using Agora.Api.Configuration;
using Agora.Application.Users;
using MediatR;

namespace Agora.Api.Cli;

/// <summary><c>agora users ...</c>: what only somebody at the server may do.</summary>
internal static class UserVerbs
{
    public static Command Command() => new("users", "Accounts, from the server's own terminal.") { CreateAdmin() };

    private static Command CreateAdmin()
    {
        var email = new Option<string>("--email") { Description = "Address of the admin.", Required = true };
        var username = new Option<string>("--username") { Description = "Name to sign in and to show.", Required = true };
        var stdin = new Option<bool>("--password-stdin") { Description = "Read the password from the first line of standard input." };
        var command = new Command("create-admin", "Make an admin. Asks for the password; there is no default one.") { email, username, stdin };
        command.SetAction(async (parsed, ct) =>
        {
            await using var database = await Databases.OpenAsync(Settings.Load([]), ct);
            var password = parsed.GetValue(stdin) ? Console.ReadLine() ?? "" : Output.AskSecret("Password: ");
            await using var host = VerbHost.Build(database.Access);
            await using var scope = host.Services.CreateAsyncScope();
            var message = new CreateFirstAdmin(parsed.GetRequiredValue(email), parsed.GetRequiredValue(username), password);
            var result = await scope.ServiceProvider.GetRequiredService<IMediator>().Send(message, ct);
            return result.Match(
                id =>
                {
                    Console.WriteLine(id);
                    return CommandLine.Done;
                },
                Output.Refuse);
        });
        return command;
    }
}
