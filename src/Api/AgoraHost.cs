using System.Text.Json.Serialization;
using Agora.Api.Http;
using Agora.Api.Sessions;
using Agora.Api.Users;
using Agora.Application;
using Agora.Infrastructure;
using Agora.Infrastructure.Database;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Agora.Api;

/// <summary>Composes the web host. Everything that it needs from the outside comes in as arguments, so tests compose the same one.</summary>
internal static class AgoraHost
{
    /// <param name="adjust">Last word on configuration and services, for tests.</param>
    public static WebApplication Build(string[] args, DatabaseAccess database, Action<WebApplicationBuilder>? adjust = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = args,
            ContentRootPath = AppContext.BaseDirectory,
        });
        adjust?.Invoke(builder);

        var options = builder.Configuration.GetSection(DatabaseOptions.Section).Get<DatabaseOptions>() ?? new DatabaseOptions();
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddApplication();
        builder.Services.AddInfrastructure();
        builder.Services.AddDatabase(database, options, builder.Environment.IsDevelopment());
        builder.Services.AddProblemDetails();
        builder.Services.ConfigureHttpJsonOptions(json =>
            json.SerializerOptions.Converters.Add(new JsonStringEnumConverter(System.Text.Json.JsonNamingPolicy.CamelCase)));
        builder.AddSessions();
        builder.Services.AddAuthorizationBuilder()
            .SetFallbackPolicy(Access.SignedIn)
            .AddPolicy(Access.Admin, policy => policy.RequireRole(Access.Admin))
            .AddPolicy(Access.Moderator, policy => policy.RequireRole(Access.Moderator, Access.Admin));
        builder.Services.AddOpenApi();

        var app = builder.Build();
        app.UseAuthentication();
        app.UseBearerRefusal();
        app.UseCaller();
        app.UseAuthorization();
        app.MapOpenApi().AllowAnonymous();
        var api = app.MapGroup("/api/v1");
        api.MapUsers();
        return app;
    }
}
