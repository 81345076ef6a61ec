using System.Security.Claims;
using Agora.Api.Http;
using Agora.Api.Logs;
using Agora.Application.Common;
using Agora.Application.Sessions;
using Agora.Domain.Sessions;
using Agora.Domain.Users;
using Agora.Infrastructure.Sessions;
using MediatR;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Microsoft.Net.Http.Headers;

namespace Agora.Api.Sessions;

/// <summary>
/// Authentication by access token: strict about the token, then a check of its session. Rights come from the database; those in the token
/// only have to agree.
/// </summary>
internal static class BearerAuthentication
{
    public const string Scheme = JwtBearerDefaults.AuthenticationScheme;

    /// <summary>Claims of the principal: rate limits go by the subject, policies by the role.</summary>
    public const string SubjectClaim = "sub", RoleClaim = "role";

    /// <summary>How far clocks may disagree.</summary>
    public static readonly TimeSpan Leeway = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan TrustedLookup = TimeSpan.FromMilliseconds(500);

    public static IServiceCollection AddBearerAuthentication(this IServiceCollection services)
    {
        services.AddAuthentication(Scheme).AddJwtBearer();
        services.AddSingleton<VerifiedTokens>();
        services.AddSingleton<IAuthorizationMiddlewareResultHandler, AuthorizationErrorHandler>();
        services.AddOptions<JwtBearerOptions>(Scheme)
            .Configure<SigningKeys, SessionSettings, VerifiedTokens, TimeProvider>(Configure);
        return services;
    }

    /// <summary>
    /// Refuses a wrong credential also where none is needed: the caller expects to be signed in. A session that could not be looked up is
    /// an outage and no wrong credential.
    /// </summary>
    public static IApplicationBuilder UseBearerErrors(this IApplicationBuilder app) => app.Use((http, next) =>
        http.Features.Get<SessionLookupFailed>() is { } failed ? Task.FromException(failed.Reason)
        : http.Request.Headers.Authorization.Count > 0 && http.User.Identity?.IsAuthenticated != true
            ? Problems.WriteAsync(http, SessionErrors.TokenInvalid)
            : next(http));

    /// <summary>Removes the Authorization header from requests to endpoints that ignore it.</summary>
    public static IApplicationBuilder UseIgnoredCredentials(this IApplicationBuilder app) => app.Use((http, next) =>
    {
        if (http.GetEndpoint()?.Metadata.GetMetadata<IgnoresCredential>() is not null)
        {
            http.Request.Headers.Remove(HeaderNames.Authorization);
        }

        return next(http);
    });

    /// <summary>
    /// For endpoints that carry a credential of their own, such as a refresh token, and for probes: a bearer token beside it means nothing.
    /// </summary>
    public static TBuilder IgnoresAuthorization<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.AllowAnonymous().WithMetadata(new IgnoresCredential());

    /// <summary>Whether a time lies in the lifetime of a token, in seconds since 1970.</summary>
    public static bool IsCurrent(long notBefore, long expires, DateTimeOffset now) =>
        DateTimeOffset.FromUnixTimeSeconds(notBefore) <= now + Leeway && DateTimeOffset.FromUnixTimeSeconds(expires) > now - Leeway;

    private static void Configure(
        JwtBearerOptions options, SigningKeys keys, SessionSettings sessions, VerifiedTokens verified, TimeProvider clock)
    {
        options.TokenHandlers.Clear();
        options.TokenHandlers.Add(new AccessTokenHandler(verified, sessions)
        {
            MapInboundClaims = false,
            MaximumTokenSizeInBytes = StrictAccessToken.MaxLength,
        });
        options.IncludeErrorDetails = false;
        options.SaveToken = false;
        options.TokenValidationParameters = new TokenValidationParameters
        {
            ValidIssuer = sessions.Issuer,
            ValidAudience = sessions.Audience,
            ClockSkew = Leeway,
            NameClaimType = SubjectClaim,
            RoleClaimType = RoleClaim,
            RequireExpirationTime = true,
            RequireSignedTokens = true,
            ValidAlgorithms = [AccessTokens.Algorithm],
            ValidTypes = [AccessTokens.Type],
            IssuerSigningKeys = [.. keys.All.Select(key => new SymmetricSecurityKey(key.Bytes) { KeyId = key.Id })],
            TryAllIssuerSigningKeys = false,
            IgnoreTrailingSlashWhenValidatingAudience = false,
            // The library's own check reads the wall clock.
            LifetimeValidator = (from, until, _, _) =>
                clock.GetUtcNow().UtcDateTime is var now && from <= now + Leeway && until > now - Leeway,
        };
        options.Events = new JwtBearerEvents
        {
            OnTokenValidated = async context =>
            {
                try
                {
                    await CheckSessionAsync(context);
                }
                catch (Exception exception) when (IsOutage(exception, context.HttpContext) && TrustedGrant(context) is { } grant)
                {
                    SignIn(context, grant);
                }
                catch (DependencyException exception)
                {
                    // Thrown later by UseBearerErrors: the handler would log it as an error of its own.
                    context.HttpContext.Features.Set(new SessionLookupFailed(exception));
                    context.NoResult();
                }
            },
        };
    }

    /// <summary>
    /// For reads that must be answered while the database is away: where the session cannot be looked up, or not soon, the role that the
    /// token was signed with counts until it expires, which is minutes.
    /// </summary>
    public static TBuilder TrustsTokenInOutage<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new TrustsToken());

    private static bool IsTrusted(HttpContext http) => http.GetEndpoint()?.Metadata.GetMetadata<TrustsToken>() is not null;

    private static bool IsOutage(Exception exception, HttpContext http) =>
        exception is DependencyException || (exception is OperationCanceledException && !http.RequestAborted.IsCancellationRequested);

    /// <summary>Null where the token alone is not trusted.</summary>
    private static SessionGrant? TrustedGrant(TokenValidatedContext context)
    {
        var token = (JsonWebToken)context.SecurityToken;
        return IsTrusted(context.HttpContext)
            && AccessTokenHandler.Claims(token, context.HttpContext.RequestServices.GetRequiredService<SessionSettings>()) is { } claims
            ? new SessionGrant(
                claims.SessionId,
                claims.UserId,
                Enum.GetValues<UserRole>().Single(role => AccessTokens.RoleName(role) == token.GetClaim(RoleClaim).Value),
                claims.SecurityVersion)
            : null;
    }

    private static async Task CheckSessionAsync(TokenValidatedContext context)
    {
        var services = context.HttpContext.RequestServices;
        var token = (JsonWebToken)context.SecurityToken;
        var claims = services.GetRequiredService<VerifiedTokens>().Find(token.EncodedToken)?.Claims
            ?? AccessTokenHandler.Claims(token, services.GetRequiredService<SessionSettings>());
        if (claims is null)
        {
            context.Fail("The token is not of the form that is signed here.");
            return;
        }

        using var lookup = CancellationTokenSource.CreateLinkedTokenSource(context.HttpContext.RequestAborted);
        if (IsTrusted(context.HttpContext))
        {
            lookup.CancelAfter(TrustedLookup);
        }

        if (await FindGrantAsync(services, claims.SessionId, lookup.Token) is not { } grant)
        {
            context.Fail("The session has ended.");
            return;
        }

        if (grant.UserId != claims.UserId || grant.SecurityVersion != claims.SecurityVersion)
        {
            context.Fail("The rights of the account have changed.");
            return;
        }

        SignIn(context, grant);
    }

    private static void SignIn(TokenValidatedContext context, SessionGrant grant)
    {
        var services = context.HttpContext.RequestServices;
        services.GetRequiredService<ActorContext>()
            .SignIn(new Actor(grant.UserId, RoleOf(grant.Role), grant.SessionId, grant.SecurityVersion));
        context.HttpContext.Features.Set(new AccessTokenLifetime(context.SecurityToken.ValidTo));
        if (context.HttpContext.Features.Get<RequestScope>() is { } scope)
        {
            scope.Person = services.GetRequiredService<UserPseudonym>().Of(grant.UserId);
        }

        context.Principal = new ClaimsPrincipal(new ClaimsIdentity(
            [new Claim(SubjectClaim, grant.UserId.ToString()), new Claim(RoleClaim, AccessTokens.RoleName(grant.Role))],
            Scheme,
            SubjectClaim,
            RoleClaim));
    }

    private static ActorRole RoleOf(UserRole role) => role switch
    {
        UserRole.User => ActorRole.User,
        UserRole.Moderator => ActorRole.Moderator,
        UserRole.Admin => ActorRole.Admin,
    };

    /// <summary>What a session gives at this moment, remembered for seconds. Null when it has ended.</summary>
    public static async Task<SessionGrant?> FindGrantAsync(IServiceProvider services, Guid sessionId, CancellationToken ct)
    {
        var cache = services.GetRequiredService<SessionGrantCache>();
        if (cache.Find(sessionId) is { } remembered)
        {
            return remembered;
        }

        var (asked, askedAt) = (cache.Generation, services.GetRequiredService<TimeProvider>().GetTimestamp());
        var answer = await services.GetRequiredService<IMediator>().Send(new GetSessionGrant(sessionId), ct);
        if (!answer.IsSuccess)
        {
            return null;
        }

        cache.Remember(answer.Value, asked, askedAt);
        return answer.Value;
    }

    private sealed class IgnoresCredential;

    private sealed class TrustsToken;

    private sealed record SessionLookupFailed(DependencyException Reason);
}

/// <summary>Until when the token of the request is valid, for what outlasts the check of the token.</summary>
internal sealed record AccessTokenLifetime(DateTime ValidTo)
{
    public TimeSpan Left(TimeProvider clock) =>
        ValidTo - clock.GetUtcNow().UtcDateTime is { } left && left > TimeSpan.Zero ? left : TimeSpan.Zero;
}
