using System.CommandLine;
using System.Globalization;
using Agora.Application.Common;
using Agora.Application.Sessions;
using Agora.Application.Users;
using Agora.Domain.Common;
using Agora.Domain.Users;
using Agora.Infrastructure.Database;
using Agora.Infrastructure.Sessions;
using Agora.Migrations.Cli;
using MediatR;

namespace Agora.Api.Cli;

/// <summary><c>agora users ...</c>: accounts, for an operator at the server.</summary>
internal static class UserVerbs
{
    public static Command Command() => new("users", "Accounts, from the terminal of the server.")
    {
        CreateAdmin(), SetRole(), ResetPassword(), List(),
    };

    private static Command CreateAdmin()
    {
        var email = new Option<string>("--email") { Description = "Address of the admin.", Required = true };
        var username = new Option<string>("--username") { Description = "Name to sign in and to show.", Required = true };
        var stdin = PasswordOption();
        var command = new Command(
            "create-admin", "Make an admin. Asks for the password twice; there is no default one.") { email, username, stdin };
        command.SetAction((parsed, ct) =>
        {
            var (address, name) = (parsed.GetRequiredValue(email), parsed.GetRequiredValue(username));
            var message = new CreateAdmin(address, name, AskPassword(parsed.GetValue(stdin)));
            return SendAsync(
                message,
                id =>
                {
                    Output.Progress.Report($"Made the admin {name} <{address}>, who can sign in now. Its id:");
                    Console.WriteLine(id);
                },
                ct);
        });
        return command;
    }

    private static Command SetRole()
    {
        var name = new Argument<string>("name") { Description = "Username or e-mail address." };
        var role = new Argument<UserRole>("role")
        {
            Description = "user, moderator or admin.",
            CustomParser = result =>
            {
                foreach (var named in Enum.GetValues<UserRole>())
                {
                    if (string.Equals(result.Tokens[0].Value, AccessTokens.RoleName(named), StringComparison.OrdinalIgnoreCase))
                    {
                        return named;
                    }
                }

                result.AddError("Must be one of user, moderator, admin.");
                return default;
            },
        };
        var command = new Command("set-role", "Give an account another role. It counts at once, for open sessions too.") { name, role };
        command.SetAction((parsed, ct) => SendAsync(
            new SetUserRole(parsed.GetRequiredValue(name), parsed.GetValue(role)),
            user => Console.WriteLine($"{user.Username} is {AccessTokens.RoleName(user.Role)} now."),
            ct));
        return command;
    }

    private static Command ResetPassword()
    {
        var name = new Argument<string>("name") { Description = "Username or e-mail address." };
        var stdin = PasswordOption();
        var command = new Command(
            "reset-password",
            "Set the password of an account where mail cannot help. Asks for it twice, and ends every session of the account.")
        {
            name, stdin,
        };
        command.SetAction((parsed, ct) =>
        {
            var origin = new ClientOrigin("agora users reset-password", Ip: null);
            var message = new SetPassword(parsed.GetRequiredValue(name), AskPassword(parsed.GetValue(stdin)), origin);
            return SendAsync(
                message, _ => Console.WriteLine($"{message.Name} has the new password; every session and link of the account ended."), ct);
        });
        return command;
    }

    private static Command List()
    {
        var search = new Option<string?>("--search") { Description = "Only names that match." };
        var limit = NumberOption.WithDefault("--limit", "Accounts at most.", ListUsers.DefaultLimit, least: 1);
        var command = new Command("list", "List accounts, newest first: name, role, state, address.") { search, limit };
        command.SetAction((parsed, ct) =>
        {
            var message = new ListUsers(parsed.GetValue(search), Sort: null, Skip: 0, parsed.GetValue(limit), Cursor: null);
            return SendAsync(message, Show, ct);

            void Show(Page<UserView> page)
            {
                foreach (var user in page.Items)
                {
                    Console.WriteLine(string.Create(
                        CultureInfo.InvariantCulture,
                        $"{user.Username,-30} {AccessTokens.RoleName(user.Role),-9} "
                        + $"{(user.IsActive == false ? "inactive" : "active"),-8} {user.Email ?? "-"}"));
                }

                if (page.Next is not null)
                {
                    Output.Progress.Report($"There are more than {message.Limit}; --limit or --search shows others.");
                }
            }
        });
        return command;
    }

    private static Option<bool> PasswordOption() =>
        new("--password-stdin") { Description = "Read the password from the first line of standard input." };

    private static string AskPassword(bool fromStandardInput)
    {
        if (fromStandardInput)
        {
            return Console.ReadLine() ?? "";
        }

        var password = Output.AskSecret("Password: ");
        return Output.AskSecret("Once more: ") == password
            ? password
            : throw new InvalidConfigurationException("The two passwords differ. Nothing was changed.");
    }

    private static async Task<int> SendAsync<T>(IRequest<Result<T>> message, Action<T> report, CancellationToken ct) =>
        (await VerbHost.SendAsync(message, ct)).Match(
            value =>
            {
                report(value);
                return CommandLine.Done;
            },
            Output.Refuse);
}
