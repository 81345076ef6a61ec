using Agora.Api.Analytics;
using Agora.Api.Comments;
using Agora.Api.Configuration;
using Agora.Api.Features;
using Agora.Api.Follows;
using Agora.Api.Health;
using Agora.Api.History;
using Agora.Api.HomeFeed;
using Agora.Api.Http;
using Agora.Api.Http.Batches;
using Agora.Api.Http.Json;
using Agora.Api.Http.Limits;
using Agora.Api.Http.OpenApi;
using Agora.Api.Http.Responses;
using Agora.Api.Logs;
using Agora.Api.Media;
using Agora.Api.Moderation;
using Agora.Api.PersonalData;
using Agora.Api.Posts;
using Agora.Api.Preferences;
using Agora.Api.Sessions;
using Agora.Api.Syndication;
using Agora.Api.Tags;
using Agora.Api.Users;
using Agora.Application;
using Agora.Infrastructure;
using Agora.Infrastructure.Database;
using Agora.Infrastructure.Settings;
using Agora.Infrastructure.Syndication;
using Agora.Infrastructure.Trash;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Agora.Api;

/// <summary>Composes the web host. Everything that it needs from the outside comes in as arguments, so tests compose the same one.</summary>
internal static class AgoraHost
{
    /// <param name="adjust">First word on configuration and services, for tests; a clock that it adds is the one that counts.</param>
    /// <param name="replace">Last word on the services.</param>
    public static WebApplication Build(
        string[] args,
        DatabaseAccess database,
        Action<WebApplicationBuilder>? adjust = null,
        Action<IServiceCollection>? replace = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = args,
            ContentRootPath = AppContext.BaseDirectory,
            EnvironmentName = args.Any(word => word.StartsWith("--environment", StringComparison.Ordinal)) ? null : Settings.EnvironmentName,
        });
        builder.AddLogs();
        adjust?.Invoke(builder);

        builder.AddServer();
        builder.AddCorsFromSettings();
        builder.AddRateLimits();
        builder.AddHealth();
        builder.AddResponseCache();
        builder.AddBatches();

        var options = builder.Configuration.Read<DatabaseOptions>(DatabaseOptions.Section);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddApplication();
        builder.Services.AddInfrastructure();
        builder.Services.AddSyndication(builder.Configuration);
        builder.Services.AddTrash(builder.Configuration);
        builder.Services.AddDatabase(database, options, builder.Environment.IsDevelopment());
        builder.Services.AddProblemDocuments();
        builder.Services.AddStrictJson(
            ProblemJson.Default, BatchJson.Default, HealthJson.Default, UserJson.Default, SessionJson.Default, PostJson.Default, FollowJson.Default,
            AnalyticsJson.Default, HomeFeedJson.Default, CommentJson.Default, ModerationJson.Default, TagJson.Default, HistoryJson.Default,
            PreferenceJson.Default, MediaJson.Default, FeatureJson.Default, PersonalDataJson.Default, JsonFeedJson.Default);
        builder.AddSessions();
        builder.AddMedia();
        // Authentication brings data protection along. Nothing of ours uses it, so it keeps no keys on disk.
        builder.Services.AddDataProtection().UseEphemeralDataProtectionProvider();
        builder.Services.AddAuthorizationBuilder()
            .SetFallbackPolicy(Access.SignedIn)
            .AddPolicy(Access.Admin, policy => policy.RequireRole(Access.Admin))
            .AddPolicy(Access.Moderator, policy => policy.RequireRole(Access.Moderator, Access.Admin));
        builder.AddDocs();
        replace?.Invoke(builder.Services);

        var app = builder.Build();
        app.UseRequestPipeline();
        app.MapDocs();
        app.MapHealth();
        app.MapAccountPages();
        var api = app.MapApi();
        api.MapSessions();
        api.MapUsers();
        api.MapPosts();
        api.MapFollows();
        api.MapSyndication();
        api.MapAnalytics();
        api.MapHomeFeed();
        api.MapComments();
        api.MapModeration();
        api.MapTags();
        api.MapHistory();
        api.MapPreferences();
        api.MapMedia();
        api.MapFeatures();
        api.MapBatch();
        api.MapPersonalData();
        return app;
    }
}
