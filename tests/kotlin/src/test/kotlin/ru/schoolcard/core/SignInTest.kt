package ru.schoolcard.core

import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** Signing in through the real page, as a parent does. */
class SignInTest {
    @Test
    fun `a parent signs in through the page and the screen follows`() =
        Sandbox().use { sandbox ->
            Phone(sandbox.baseUrl).use { phone ->
                val screen = Notebook()
                phone.app.observe(Screen.SignIn, screen).use {
                    assertTrue((screen.next() as ScreenState.SignIn).state is SignInState.SignedOut)
                    val url = runBlocking { phone.app.beginSignIn() }
                    assertTrue("code_challenge_method=S256" in url, url)
                    screen.await { it == ScreenState.SignIn(SignInState.AwaitingRedirect(url, text(it))) }
                    runBlocking { phone.app.completeSignIn(Browser.signIn(url, "parent")) }
                    screen.await { (it as ScreenState.SignIn).state is SignInState.SignedIn }
                }
                assertTrue(phone.secrets.kept.isNotEmpty(), "the tokens are in the face's own store")
            }
        }

    @Test
    fun `a sign-in that was begun before the app was killed is finished after it`() =
        Sandbox().use { sandbox ->
            val phone = Phone(sandbox.baseUrl)
            val redirect = Browser.signIn(runBlocking { phone.app.beginSignIn() }, "parent")
            phone.restarted().use { again ->
                runBlocking {
                    again.app.completeSignIn(redirect)
                    again.app.refresh(RefreshScope.Latest)
                }
                assertEquals(2, again.cards().size)
            }
        }

    private fun text(state: ScreenState) = ((state as ScreenState.SignIn).state as? SignInState.AwaitingRedirect)?.text.orEmpty()
}
